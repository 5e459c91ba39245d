"""nginx and Caddy with the files of deploy/ in front of a site, and what a client asks of them over TLS."""

import http.client
import os
import re
import shutil
import socket
import ssl
import subprocess
import time
from contextlib import contextmanager, suppress
from typing import NamedTuple
from urllib.parse import urlencode, urlsplit

from tests.real_site import ROOT, free_port, wait_for

DEPLOY = ROOT / "deploy"
#: A name for which Caddy makes a certificate without asking anybody.
NAME = "localhost"
NGINX = """
daemon off; user root; pid {0}/nginx.pid; error_log {0}/error.log crit;
worker_processes auto; worker_rlimit_nofile 8192;
events {{ worker_connections 4096; }}
http {{
  gzip on;
  client_body_temp_path {0}/body; proxy_temp_path {0}/proxy; fastcgi_temp_path {0}/f;
  uwsgi_temp_path {0}/u; scgi_temp_path {0}/s;
  include {0}/site.conf;
}}
"""


class Proxy(NamedTuple):
    http: str
    https: str
    #: What it has written to its logs.
    log: str


def nginx_site(directory, upstream, ports):
    """deploy/nginx/movingcities.conf with names and paths of a trial."""
    text = (DEPLOY / "nginx" / "movingcities.conf").read_text()
    changes = [
        (r"\n *listen \[::\].*", ""),
        (r"listen 80\b", f"listen 127.0.0.1:{ports[0]}"),
        (r"listen 443\b", f"listen 127.0.0.1:{ports[1]}"),
        (r"server 127\.0\.0\.1:8000", f"server {urlsplit(upstream).netloc}"),
        (r"/etc/letsencrypt/live/[^/]+", str(directory)),
        (r"/var/log/nginx", str(directory)),
        (r"/var/cache/movingcities", str(directory / "pages")),
        (r"/var/www/movingcities", str(DEPLOY / "pages")),
        (r"snippets/movingcities.conf", str(DEPLOY / "nginx" / "proxy.conf")),
        (r"cities\.example\.org", NAME),
    ]
    for pattern, value in changes:
        text = re.sub(pattern, value, text)
    return text


def make_certificate(directory, name=NAME):
    """A self-made certificate, under the names that certbot gives."""
    command = ["openssl", "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes"]
    command += ["-days", "2", "-subj", f"/CN={name}", "-addext", f"subjectAltName=DNS:{name}"]
    command += ["-keyout", directory / "privkey.pem", "-out", directory / "fullchain.pem"]
    subprocess.run(command, check=True, capture_output=True)


@contextmanager
def nginx(directory, upstream, site=nginx_site):
    """nginx before a site; `site(directory, upstream, ports)` gives the part of its configuration that is ours."""
    ports = free_port(), free_port()
    make_certificate(directory)
    (directory / "nginx.conf").write_text(NGINX.format(directory))
    (directory / "site.conf").write_text(site(directory, upstream, ports))
    with running(["nginx", "-p", directory, "-c", directory / "nginx.conf"], directory, ports) as proxy:
        yield proxy


@contextmanager
def caddy(directory, upstream):
    ports = free_port(), free_port()
    text = (DEPLOY / "caddy" / "Caddyfile").read_text().replace("/var/www/movingcities", str(DEPLOY / "pages"))
    (directory / "Caddyfile").write_text(text)
    settings = {
        "SITE_HOST": NAME,
        "UPSTREAM": urlsplit(upstream).netloc,
        "HTTP_PORT": str(ports[0]),
        "HTTPS_PORT": str(ports[1]),
        "XDG_DATA_HOME": str(directory),
        "BODY_BUFFERS": "buffers-2.6" if caddy_is_old() else "buffers",
    }
    command = ["caddy", "run", "--config", directory / "Caddyfile", "--adapter", "caddyfile"]
    with running(command, directory, ports, **settings) as proxy:
        yield proxy


def caddy_is_old():
    version = subprocess.run(["caddy", "version"], check=True, capture_output=True, text=True).stdout
    return version.removeprefix("v").startswith("2.6")


@contextmanager
def running(command, directory, ports, **settings):
    log = directory / "error.log"
    with log.open("a") as output:
        process = subprocess.Popen(command, stdout=output, stderr=output, env=os.environ | settings)
    try:
        wait_for(f"http://127.0.0.1:{ports[0]}/healthz/live")
        wait_for_certificate(f"https://{NAME}:{ports[1]}")
        yield Proxy(f"http://{NAME}:{ports[0]}", f"https://{NAME}:{ports[1]}", log)
    finally:
        process.terminate()
        process.wait(timeout=30)


def wait_for_certificate(address):
    """Caddy makes its own while it already answers without TLS."""
    for _try in range(200):
        with suppress(ssl.SSLError):
            return connection_to(address).close()
        time.sleep(0.1)
    raise TimeoutError(address)


PROXIES = {"nginx": nginx, "caddy": caddy}


def installed():
    return [name for name in PROXIES if shutil.which(name)]


class Answer(NamedTuple):
    status: int
    headers: dict
    body: bytes
    cookies: dict


def connection_to(address, client="127.0.0.1"):
    """A connection to an http(s) address on this machine, from one of its own addresses; any certificate will do."""
    parts = urlsplit(address)
    connection = http.client.HTTPConnection(parts.hostname, parts.port or 80, timeout=60)
    port = parts.port or {"http": 80, "https": 443}[parts.scheme]
    connection.sock = socket.create_connection(("127.0.0.1", port), timeout=60, source_address=(client, 0))
    if parts.scheme == "https":
        connection.sock = unverified().wrap_socket(connection.sock, server_hostname=parts.hostname)
    return connection


def unverified():
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
    context.check_hostname, context.verify_mode = False, ssl.CERT_NONE
    return context


def ask(address, path, method="GET", body=None, client="127.0.0.1", **headers):
    """The answer of an address on this machine; headers are written with _ for -."""
    connection = connection_to(address, client)
    headers = {"Host": urlsplit(address).hostname} | {name.replace("_", "-"): value for name, value in headers.items()}
    connection.request(method, path, body, headers)
    response = connection.getresponse()
    cookies = dict(re.findall(r"(\w+)=([^;,\s]*)", "; ".join(response.headers.get_all("Set-Cookie", []))))
    answer = Answer(
        response.status, {name.lower(): value for name, value in response.getheaders()}, response.read(), cookies
    )
    connection.close()
    return answer


def log_in(address, name, password):
    """The cookies of somebody who has logged in by the form of the admin, as a Cookie header."""
    form = ask(address, "/admin/login/")
    token = re.search(rb'name="csrfmiddlewaretoken" value="(\w+)"', form.body)[1].decode()
    fields = {"csrfmiddlewaretoken": token, "username": name, "password": password, "next": "/admin/"}
    answer = ask(
        address,
        "/admin/login/",
        "POST",
        urlencode(fields),
        Content_Type="application/x-www-form-urlencoded",
        Cookie=f"csrftoken={form.cookies['csrftoken']}",
        Origin=f"https://{urlsplit(address).hostname}",
    )
    cookies = form.cookies | answer.cookies
    return "; ".join(f"{name}={cookies[name]}" for name in ("csrftoken", "sessionid") if name in cookies)
