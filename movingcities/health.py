"""How the site is, for whoever watches over it."""

import threading
import time
from concurrent.futures import ThreadPoolExecutor, wait

from django.db import connection
from django.http import HttpResponse, HttpResponseNotAllowed, JsonResponse

from movingcities import needs


class HealthMiddleware:
    """Answers /healthz/live and /healthz/ready before anything else does.

    Whoever watches knows the process by an address of its own, asks without https, and must not wait for a turn.
    """

    def __init__(self, get_response):
        self.get_response = get_response
        self.answers = {"/healthz/live": live, "/healthz/ready": ready}

    def __call__(self, request):
        answer = self.answers.get(request.path_info)
        if answer is None:
            return self.get_response(request)
        if request.method not in {"GET", "HEAD"}:
            return HttpResponseNotAllowed(["GET", "HEAD"])
        response = answer()
        response["Cache-Control"] = "no-store"
        return response


def live():
    return HttpResponse("ok\n", content_type="text/plain")


def ready():
    """503 where no page could be made, naming what is missing; what only some things need is named as degraded."""
    missing = missing_to_serve()
    degraded = [] if missing else degradation.names()
    status = "unavailable" if missing else "degraded" if degraded else "ok"
    return JsonResponse({"status": status, "missing": missing, "degraded": degraded}, status=503 if missing else 200)


def missing_to_serve():
    """The names of what is missing; without the database nothing is known of its migrations."""
    if database.hangs():
        return ["database"]
    missing = []
    for name, need in needs.TO_SERVE.items():
        if not (name == "migrations" and "database" in missing) and need():
            missing.append(name)
    return missing


class Database:
    """Asked by a thread of its own: behind a pooler that hangs, no time-out of a connection is short enough."""

    SECONDS = 1.5

    def __init__(self):
        self.pool, self.asked = ThreadPoolExecutor(1), None

    def hangs(self):
        """Whether it does not answer in time, be it with an error."""
        if self.asked is None or self.asked.done():
            self.asked = self.pool.submit(self._ask)
        return not wait([self.asked], timeout=self.SECONDS).done

    @staticmethod
    def _ask():
        try:
            needs.database()
        finally:
            connection.close()


class Degradation:
    """What does not answer in time. All are asked at once, and what was found is remembered for a while.

    What hangs is not asked anew before it has answered, or in the end only it would be asked.
    """

    SECONDS = 10

    def __init__(self):
        self.lock, self.pool = threading.Lock(), ThreadPoolExecutor(len(needs.TO_WORK_WELL))
        self.found, self.asked_at, self.asked = [], -self.SECONDS, {}

    def names(self):
        with self.lock:
            if time.monotonic() - self.asked_at >= self.SECONDS:
                self.found, self.asked_at = self._ask(), time.monotonic()
            return self.found

    def _ask(self):
        free = [name for name in needs.TO_WORK_WELL if name not in self.asked or self.asked[name].done()]
        self.asked |= {name: self.pool.submit(needs.TO_WORK_WELL[name]) for name in free}
        wait(self.asked.values(), timeout=needs.PATIENCE)
        return [name for name, answer in self.asked.items() if not answer.done() or answer.result()]


database, degradation = Database(), Degradation()
