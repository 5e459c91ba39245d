"""How the site is served; gunicorn reads this file by itself."""

import os
import socket
import struct
import sys

from django.conf import settings
from django.core.exceptions import ImproperlyConfigured
from gunicorn.http import parser
from gunicorn.http.wsgi import Response

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "movingcities.settings")

try:
    bind = f"{settings.BIND}:{settings.PORT}"
    workers = settings.WEB_CONCURRENCY
except ImproperlyConfigured as error:
    sys.exit(f"Not started: {error}")

# What is wrong is said once, and what all processes hold is held once.
preload_app = True
# Threads wait on slow readers of large PDFs while others go on; they cost little (TurnsMiddleware says what does).
threads = 256
# Whoever stops a container waits for ten seconds, and ending takes some of them.
graceful_timeout = 7
control_socket_disable = True

IDLE_SECONDS = 20


def when_ready(server):
    """Let go of a head or body that brings nothing for so long. Connections have this from their listener."""
    for listener in server.LISTENERS:
        listener.sock.setsockopt(socket.SOL_SOCKET, socket.SO_RCVTIMEO, struct.pack("ll", IDLE_SECONDS, 0))


# Who is refused while they send must get to read the answer, but gunicorn hangs up after 64 kB more. It has no setting
# for taking in the rest, which goes nowhere and for which it waits five seconds at most.
parser._DRAIN_MAX_BYTES = settings.MAX_REQUEST_BYTES

# Gunicorn has no setting for leaving out its own name.
_default_headers = Response.default_headers
Response.default_headers = lambda self: [line for line in _default_headers(self) if not line.startswith("Server:")]
