"""What is measured side by side: servers that run until they are not needed any more."""

import os
import re
import sys
from contextlib import contextmanager
from subprocess import DEVNULL, Popen
from typing import NamedTuple

from bench.content import ROOT
from tests.real_site import address_of, free_port, start, wait_for
from tests.trials import proxies

#: For sites that nothing of ours runs in: the same configuration of the server that serves us.
GUNICORN = ["-m", "gunicorn", "--config", ROOT / "gunicorn.conf.py", "django.core.wsgi:get_wsgi_application()"]
STATIC_SITE = """
server {{
  listen 127.0.0.1:{ports[0]};
  location /healthz/ {{ return 200; }}
}}
server {{
  listen 127.0.0.1:{ports[1]} ssl http2;
  server_name localhost;
  access_log off;
  ssl_certificate {directory}/fullchain.pem;
  ssl_certificate_key {directory}/privkey.pem;
  ssl_protocols TLSv1.2 TLSv1.3;
  root {directory}/static;
  default_type text/html;
  gzip off;
  gzip_static on;
}}
"""


class Server(NamedTuple):
    address: str
    #: The process ids of what was started, whose children do the work.
    masters: list


@contextmanager
def until_done(process, address, ready):
    """A process that serves an address, once its path `ready` answers."""
    try:
        wait_for(f"{address}{ready}")
        yield Server(address, [process.pid])
    finally:
        process.terminate()
        process.wait(timeout=60)


@contextmanager
def ours(site, **settings):
    """A prepared site as an operator starts it."""
    environment = site.environment | settings | {"PORT": str(free_port())}
    with until_done(start(environment), address_of(environment), "/healthz/ready") as server:
        yield server


@contextmanager
def another(python=sys.executable, **settings):
    """Another Django project of this folder by the same server, with an interpreter that has what it needs."""
    environment = os.environ | settings | {"PORT": str(free_port())}
    process = Popen([python, *GUNICORN], cwd=ROOT, env=environment, stderr=DEVNULL, start_new_session=True)
    with until_done(process, address_of(environment), "/") as server:
        yield server


@contextmanager
def behind_nginx(site, directory, **settings):
    """A prepared site behind nginx with the files of deploy/."""
    of_proxy = {"SITE_URL": f"https://{proxies.NAME}", "ALLOWED_HOSTS": proxies.NAME, "BEHIND_PROXY": "true"}
    with ours(site, **of_proxy, **settings) as server, proxies.nginx(directory, server.address, for_all) as proxy:
        yield Server(proxy.https, [*server.masters, nginx_in(directory)])


def for_all(directory, upstream, ports):
    """Its configuration, for which one address is many visitors: it counts their requests, but may have as many."""
    text, changes = re.subn(r"rate=\d+r/s", "rate=1000000r/s", proxies.nginx_site(directory, upstream, ports))
    assert changes
    return text


@contextmanager
def static_file(directory, compressed):
    """nginx that sends a file, compressed beforehand, at /page.html over TLS as we have it."""
    (directory / "static").mkdir()
    (directory / "static" / "page.html.gz").write_bytes(compressed)
    with proxies.nginx(directory, None, static_site) as proxy:
        yield Server(proxy.https, [nginx_in(directory)])


def static_site(directory, _upstream, ports):
    return STATIC_SITE.format(directory=directory, ports=ports)


def nginx_in(directory):
    return int((directory / "nginx.pid").read_text())
