"""What may come in: a body is refused before it is read where nothing is taken, or more than there may be."""

import logging

from django.conf import settings
from django.contrib.auth.views import redirect_to_login
from django.core.cache import cache
from django.http import HttpResponse, HttpResponseNotAllowed
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import timezone

from content.freshness import publishables

logger = logging.getLogger(__name__)

FORMS = "/admin/"
#: Addresses of the admin, by the ends of their names, that take files; those of forms only of kinds that have some.
UPLOADS = ("_upload", "_import", ":exchange", ":delivery")
FORMS_WITH_FILES = ("add", "change", "edit-copy")
DAY = 24 * 60 * 60


class DoorMiddleware:
    """Stands before everything that reads a body, which Django does as soon as a token is compared.

    Readers send nothing; whoever is not logged in sends at most a form; staff send files where files are taken.
    """

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        return self.get_response(request)

    def process_view(self, request, view, args, kwargs):
        size = int(request.META.get("CONTENT_LENGTH") or 0)
        if not size or request.method in {"GET", "HEAD", "OPTIONS"}:
            return None
        if not request.path.startswith(FORMS):
            return HttpResponseNotAllowed(["GET", "HEAD"], render_to_string("405.html"))
        if size <= settings.DATA_UPLOAD_MAX_MEMORY_SIZE:
            return None
        return self._files(request, size)

    def _files(self, request, size):
        """The answer to more than a form without files; None where it may come in."""
        if request.user.is_staff and takes_files(request.resolver_match):
            if size > settings.MAX_REQUEST_BYTES:
                return too_large(settings.MAX_REQUEST_BYTES)
            return None if within_quota(request.user, size) else too_much_today()
        if request.user.is_staff or request.path == reverse("admin:login"):
            return too_large(settings.DATA_UPLOAD_MAX_MEMORY_SIZE)
        return redirect_to_login(request.get_full_path(), reverse("admin:login"))


def takes_files(match):
    """Whether files may be sent to the address that was found."""
    kinds = [f"{model._meta.app_label}_{model._meta.model_name}" for model in publishables()]
    forms = {f"admin:{kind}_{page}" for kind in kinds for page in FORMS_WITH_FILES}
    return match.view_name in forms or match.view_name.endswith(UPLOADS)


def within_quota(user, size):
    """Count what somebody sends today, and whether it is still little enough. Without a cache nobody is hindered."""
    key = f"sent/{user.pk}/{timezone.localdate()}"
    try:
        cache.add(key, 0, timeout=DAY)
        return cache.incr(key, size) <= settings.MAX_BYTES_A_DAY
    except Exception as error:  # each cache has errors of its own
        logger.warning("What %s has sent today could not be counted: %s", user.pk, error)
        return True


def too_large(limit):
    return HttpResponse(render_to_string("413.html", {"limit": limit}), status=413)


def too_much_today():
    return HttpResponse(render_to_string("413_today.html", {"limit": settings.MAX_BYTES_A_DAY}), status=413)
