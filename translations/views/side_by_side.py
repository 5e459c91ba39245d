"""The pages of the desk on which one text after the other is translated."""

from django.conf import settings
from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import Http404
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import get_language_info
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from content.languages import CODES
from editing.addresses import with_nonce
from translations import desk, glossary, machine
from translations.models import Term
from translations.tracking import model_of
from translations.views.grid import frame, staff


def page_at(request, kind, pk, language):
    """The page in an address of the desk, if the user may translate it; Http404 or PermissionDenied otherwise."""
    try:
        model = model_of(f"{kind}/{pk}")
    except LookupError as error:
        raise Http404 from error
    page = model._base_manager.filter(pk=pk).first()
    if page is None or model.part_of or language not in CODES or language == page.source_language:
        raise Http404
    if not desk.may_translate(request.user, model, language):
        raise PermissionDenied
    return page


@staff
@require_http_methods(["GET", "HEAD", "POST"])
def side_by_side(request, kind, pk, language):
    """One text of a page after the other: the first that needs work, or the one asked for."""
    page = page_at(request, kind, pk, language)
    places = desk.places_of(page, language)
    wanted = request.GET.get("text")
    place = next((place for place in places if place.address == wanted), None) or desk.next_to_do(places, wanted)
    place = place or (places[0] if places else None)
    if place is None:
        messages.info(request, _("There is nothing to translate here yet."))
        return redirect("translations:grid")
    if request.method == "POST":
        return answered(request, page, place)
    return shown(request, page, place, places)


def answered(request, page, place):
    """What a button of the desk does. Whatever goes wrong, what was typed stays in the form."""
    action, text = request.POST.get("action"), request.POST.get("text", "")
    if action in {"ready", "withdraw"}:
        return switched(request, page, place, action == "ready")
    if action == "copy":
        return shown(request, page, place, text=place.source)
    try:
        is_machine = action == "machine"
        text = machine.translate(place) if is_machine else place.formfield().clean(text)
        seen = request.POST.get("seen_source", ""), request.POST.get("seen_target", "")
        desk.save_text(page, place.address, place.language, text, request.user, seen, not is_machine, is_machine)
    except desk.ChangedMeanwhile:
        error = _("Somebody has changed this text in the meantime. Look at both again, then save once more.")
        return shown(request, page, place, text=text, errors=[error])
    except ValidationError as error:
        return shown(request, page, place, text=text, errors=error.messages)
    return stay(request, place) if is_machine else go_on(request, page, place)


def switched(request, page, place, is_ready):
    if not desk.may_set_ready(request.user, page, place.language):
        raise PermissionDenied
    try:
        desk.set_ready(page, place.language, is_ready)
    except ValidationError as error:
        missing = ", ".join(str(page._meta.get_field(name).verbose_name) for name in error.message_dict)
        messages.error(
            request, _("Not yet: before readers can see this language, fill in %(texts)s.") % {"texts": missing}
        )
    return stay(request, place)


def stay(request, place):
    return redirect(f"{request.path}?{urlencode({'text': place.address, 'back': request.GET.get('back', '')})}")


def go_on(request, page, place):
    """To the next text that needs work; when there is none, back to the grid as it was."""
    back = request.GET.get("back", "")
    following = desk.next_to_do(desk.places_of(page, place.language), place.address)
    if following:
        return redirect(f"{request.path}?{urlencode({'text': following.address, 'back': back})}")
    language = get_language_info(place.language)["name_translated"]
    messages.success(request, _("“%(page)s” is done in %(language)s.") % {"page": page, "language": language})
    return redirect(f"{reverse('translations:grid')}?{back}")


def shown(request, page, place, places=None, text=None, errors=()):
    if places is None:
        page, place, places = as_it_is_now(page, place)
    field = place.formfield()
    value = place.target if text is None else text
    attrs = {"id": "id_text", "lang": place.language, "aria-describedby": "text-errors"}
    index = [other.address for other in places].index(place.address) if place in places else 0
    context = frame(request, _("Translate")) | {
        "page": page,
        "place": place,
        "places": places,
        "following": places[(index + 1) % len(places)],
        "widget": field.widget.render("text", value, attrs),
        "media": with_nonce(request, admin_media() + field.widget.media),
        "seen": (place.print_of(place.source), place.print_of(place.target)),
        "theirs": place.target if errors and text != place.target else None,
        "errors": errors,
        "terms": glossary.in_both(place.source, place.is_html, place.source_language, place.language),
        "has_machine": bool(settings.MACHINE_TRANSLATION),
        "is_ready": page.is_ready(place.language) if hasattr(page, "is_ready") else None,
        "may_set_ready": desk.may_set_ready(request.user, page, place.language),
        "back": request.GET.get("back", ""),
    }
    return render(request, "admin/translations/side_by_side.html", context)


def as_it_is_now(page, place):
    """The page, the place and all places as they are in the database, not as they were when the form was sent."""
    page = type(page)._base_manager.get(pk=page.pk)
    places = desk.places_of(page, place.language)
    return page, next((other for other in places if other.address == place.address), place), places


def admin_media():
    return admin.site.get_model_admin(Term).media
