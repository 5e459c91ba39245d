"""How the site is served; gunicorn reads this file by itself."""

import os

bind = f"{os.environ.get('BIND', '127.0.0.1')}:{os.environ.get('PORT', '8000')}"
workers = int(os.environ.get("WEB_CONCURRENCY", "2"))
# Threads wait on slow readers of large PDFs while others go on; they cost little (TurnsMiddleware says what does).
threads = 256
control_socket_disable = True
