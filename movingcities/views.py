import errno
import sys
from datetime import timedelta

from django.conf import settings
from django.contrib.admin.views.decorators import staff_member_required
from django.contrib.auth import get_permission_codename
from django.db import InterfaceError, OperationalError
from django.http import Http404, HttpResponse, HttpResponseRedirect
from django.shortcuts import redirect, render
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import timezone, translation
from django.utils.cache import patch_vary_headers
from django.views.decorators.http import require_safe

from approaches.filters import ApproachFilter
from approaches.models import Approach
from cities.filters import NetworkFilter
from cities.maps import EUROPE, drawn_everywhere
from cities.models import City, Contact, PolicyArea
from cities.names import cities_by_name
from content.files.serving import find_file, send_file
from content.files.storage import StorageAway
from content.files.turns import Busy
from content.freshness import publishables
from editing.working_copies.laying import find_copied_file
from movingcities import comparison
from news.models import NewsPost

#: After so long somebody who was told to come back may try again.
RETRY_SECONDS = 10
#: What passes by itself, and the page that says so.
PASSING = {
    (OperationalError, InterfaceError): "503.html",
    (Busy,): "503_busy.html",
    (StorageAway,): "503_files.html",
}


@require_safe
def language_choice(request):
    """The only address that asks what language the browser prefers."""
    return HttpResponseRedirect(reverse("home"))


@require_safe
def home(request):
    approaches = ApproachFilter.whole()
    numbers = approaches.numbers("area")
    context = {
        "map": drawn_everywhere(EUROPE),
        "city_count": len(cities_by_name()),
        "approach_count": len(approaches),
        "network_count": len(NetworkFilter.whole()),
        "areas": [(area, numbers.get(area.slug, 0)) for area in PolicyArea.objects.published()],
        "case_studies": City.objects.published().case_studies().for_stories()[:4],
        "posts": NewsPost.objects.published()[:3],
    }
    return render(request, "home.html", context)


@require_safe
@staff_member_required
def components(request):
    """Every part that pages are made of, on one page, with what is public for content."""
    context = {
        "areas": PolicyArea.objects.published(),
        "cities": City.objects.published().for_stories()[:3],
        "approaches": Approach.objects.published().for_cards()[:3],
        "posts": NewsPost.objects.published()[:3],
        "contacts": Contact.objects.published()[:1],
        "colours": PolicyArea.Colour.values,
        "icons": [*PolicyArea.Icon.values, "mail", "phone", "web", "check", "link"],
    }
    return render(request, "components.html", context)


@require_safe
def compare(request):
    """Two to four cities side by side; the query string names them, and any other number is answered by a sentence."""
    cities, unknown = comparison.chosen(request.GET.getlist("city"))
    fits = comparison.FEWEST <= len(cities) <= comparison.MOST
    context = {
        "cities": comparison.side_by_side(cities) if fits else cities,
        "names": ", ".join(city.t.name for city in cities),
        "unknown": unknown,
        "fits": fits,
        "choice": [(city, [other.slug for other in cities if other is not city]) for city in cities],
        "more": comparison.worth_comparing(besides=cities),
        "has_room": len(cities) < comparison.MOST,
    }
    return render(request, "cities/compare.html", context)


@require_safe
def permanent(request, uuid):
    """Leads from the permanent identifier of anything public to its page, in the language of the browser."""
    for model in publishables():
        if found := model.objects.published().filter(uuid=uuid).first():
            response = redirect(found.get_absolute_url())
            patch_vary_headers(response, ["Accept-Language"])
            return response
    raise Http404


@require_safe
def media(request, name):
    """A picture or PDF of something public."""
    return send_file(request, find_file(name, lambda model: model.objects.published()))


@require_safe
@staff_member_required
def staff_media(request, name):
    """A picture or PDF, of a draft too, for somebody who may see its owner in the admin.

    What only a working copy names is for those who may change the owner, as the copy is.
    """

    def allowed(action):
        def objects(model):
            codename = get_permission_codename(action, model._meta)
            may = request.user.has_perm(f"{model._meta.app_label}.{codename}")
            return model.objects.all() if may else model.objects.none()

        return objects

    try:
        file = find_file(name, allowed("view"))
    except Http404:
        file = find_copied_file(name, allowed("change"))
    return send_file(request, file, cache="private, no-store")


@require_safe
def robots(request):
    return render(request, "robots.txt", {"is_open": settings.IS_HTTPS}, content_type="text/plain")


@require_safe
def security(request):
    """Whom to tell of a weakness (RFC 9116)."""
    context = {"contact": settings.SECURITY_CONTACT, "expires": timezone.now() + timedelta(days=180)}
    return render(request, "security.txt", context, content_type="text/plain")


def not_found(request, exception):
    return render(request, "404.html", status=404)


def server_error(request):
    """Must not need the database, which may be what is broken; what says more than “broken” gets its own sentence.

    It may be asked before the language of the request is known.
    """
    error = sys.exc_info()[1]
    with translation.override(translation.get_language_from_request(request, check_path=True)):
        if isinstance(error, OSError) and error.errno in {errno.ENOSPC, errno.EDQUOT}:
            return HttpResponse(render_to_string("507.html"), status=507)
        for kinds, page in PASSING.items():
            if isinstance(error, kinds):
                return HttpResponse(render_to_string(page), status=503, headers={"Retry-After": RETRY_SECONDS})
        return HttpResponse(render_to_string("500.html"), status=500)


def bad_request(request, exception):
    return HttpResponse(render_to_string("400.html"), status=400)


def forbidden(request, exception):
    return HttpResponse(render_to_string("403.html"), status=403)
