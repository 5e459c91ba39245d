"""Publishes what waits for its time."""

import logging
import time
from collections.abc import Callable

from django.db import Error
from django.http import HttpRequest, HttpResponse

from editing.working_copies.laying import publish_due

logger = logging.getLogger(__name__)


class ScheduledChangesMiddleware:
    """Publishes the working copies whose time has come, before anybody is shown what was there before.

    Each process looks once a second, when it is asked for something; so no other program has to run.
    """

    SECONDS = 1
    next_look: float = 0

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if time.monotonic() >= self.next_look:
            type(self).next_look = time.monotonic() + self.SECONDS
            self.look()
        return self.get_response(request)

    @staticmethod
    def look() -> None:
        try:
            publish_due()
        except Error as error:  # what needs the database will say so itself
            logger.warning("Scheduled changes could not be looked for: %s", error)
