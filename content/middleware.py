import logging
import time

from django.db import Error
from django.http import HttpResponsePermanentRedirect
from django.middleware.locale import LocaleMiddleware
from django.shortcuts import render
from django.utils import translation
from django.utils.cache import patch_vary_headers

from content.addresses import Gone, Moved
from content.working_copies import publish_due

logger = logging.getLogger(__name__)


class LanguageMiddleware(LocaleMiddleware):
    """The language of the address; a deep link is never moved to the language of the browser."""

    def process_response(self, request, response):
        if not translation.get_language_from_path(request.path_info):
            patch_vary_headers(response, ["Accept-Language"])
        response.headers.setdefault("Content-Language", translation.get_language())
        return response


class MovedMiddleware:
    """Answers for things that are somewhere else now, or nowhere any more."""

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        return self.get_response(request)

    def process_exception(self, request, exception):
        if isinstance(exception, Moved):
            return HttpResponsePermanentRedirect(exception.url)
        if isinstance(exception, Gone):
            return render(request, "410.html", status=410)
        return None


class ScheduledChangesMiddleware:
    """Publishes the working copies whose time has come, before anybody is shown what was there before.

    Each process looks once a second, when it is asked for something; so no other program has to run.
    """

    SECONDS = 1
    next_look = 0

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        if time.monotonic() >= self.next_look:
            type(self).next_look = time.monotonic() + self.SECONDS
            self.look()
        return self.get_response(request)

    @staticmethod
    def look():
        try:
            publish_due()
        except Error as error:  # what needs the database will say so itself
            logger.warning("Scheduled changes could not be looked for: %s", error)
