from django.conf import settings
from django.urls import reverse
from django.utils import translation


class OwnLanguageMiddleware:
    """The admin in the language of its user, unless this browser has chosen another one."""

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        if language := _chosen(request):
            translation.activate(language)
        return self.get_response(request)


def _chosen(request):
    """The language of the user; empty on public pages, which have that of their address."""
    is_admin = request.path_info.startswith(reverse("admin:index"))
    return getattr(request.user, "language", "") if is_admin and not _has_chosen(request) else ""


def _has_chosen(request):
    return settings.LANGUAGE_COOKIE_NAME in request.COOKIES
