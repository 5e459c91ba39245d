from collections.abc import Callable

from django.http import HttpRequest, HttpResponse, HttpResponsePermanentRedirect
from django.http.response import HttpResponseBase
from django.middleware.locale import LocaleMiddleware
from django.shortcuts import render
from django.utils import translation
from django.utils.cache import patch_vary_headers

from content.addresses import Gone, Moved


class LanguageMiddleware(LocaleMiddleware):
    """The language of the address; a deep link is never moved to the language of the browser.

    What stands under an address without a language and is no page, as a sitemap, is the same in all languages.
    """

    def process_response(self, request: HttpRequest, response: HttpResponseBase) -> HttpResponseBase:
        is_in_language = bool(translation.get_language_from_path(request.path_info))
        is_page = response.headers.get("Content-Type", "").startswith("text/html")
        if is_page and not is_in_language:
            patch_vary_headers(response, ["Accept-Language"])
        if is_page or is_in_language:
            response.headers.setdefault("Content-Language", translation.get_language())
        return response


class MovedMiddleware:
    """Answers for things that are somewhere else now, or nowhere any more."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        return self.get_response(request)

    def process_exception(self, request: HttpRequest, exception: Exception) -> HttpResponse | None:
        if isinstance(exception, Moved):
            return HttpResponsePermanentRedirect(exception.url)
        if isinstance(exception, Gone):
            return render(request, "410.html", status=410)
        return None
