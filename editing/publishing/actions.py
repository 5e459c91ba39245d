"""What editors do with many objects at once: each action names their number and asks before it does anything."""

from collections.abc import Callable, Iterable, Sequence
from datetime import date
from functools import partial
from typing import Any

from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.db.models import Model, QuerySet
from django.http import HttpRequest, HttpResponse, HttpResponseNotAllowed, HttpResponseRedirect
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from content.models import Publishable
from editing.addresses import admin_address, page_context, with_list_filters
from editing.history.differences import label_of
from editing.history.recording import catch_up, locked, record
from editing.models import Version

CHECKED_AGAIN_AFTER_YEARS = 1
#: An action is one transaction, for which everybody else who saves must wait: this takes about ten seconds.
MOST_AT_ONCE = 200


def set_state(obj: Publishable, state: Publishable.State) -> None:
    obj.state = state
    obj.full_clean()
    obj.save()


def confirm_correct(obj: Any) -> None:
    """Somebody has looked at it and found all of it still true, in all languages."""
    today = timezone.localdate()
    obj.verified_on = today
    obj.review_by = same_day_in(today.year + CHECKED_AGAIN_AFTER_YEARS, today)
    obj.save()


def same_day_in(year: int, day: date) -> date:
    """That day in another year; the 29th of February becomes the 28th."""
    try:
        return day.replace(year=year)
    except ValueError:
        return day.replace(year=year, day=28)


def asked_first(
    name: str, label: Any, permission: str, do: Callable[[Any], object]
) -> Callable[..., HttpResponse | None]:
    """An admin action that shows what it will do and to how many, and does it once that is confirmed."""

    @admin.action(description=label, permissions=[permission])
    def action(model_admin: Any, request: HttpRequest, queryset: QuerySet) -> HttpResponse | None:
        if are_too_many(model_admin, request, queryset):
            return None
        possible, hindered = possible_of(do, queryset)
        if "confirmed" in request.POST:
            if possible:
                carry_out(model_admin, request, do, possible, label)
            return None
        context = {"action": name, "possible": possible, "hindered": hindered}
        return render(request, "admin/confirm_action.html", page_context(model_admin, request, label) | context)

    action.__name__ = name
    return action


def are_too_many(model_admin: admin.ModelAdmin, request: HttpRequest, queryset: QuerySet) -> bool:
    """Whether more objects have been chosen than can be done in one go; says so if they are."""
    number = queryset.count()
    if number > MOST_AT_ONCE:
        sentence = _(
            "%(number)d entries are chosen, and at most %(most)d can be done at once. "
            "Narrow the list by its filters, or do one page after the other."
        )
        model_admin.message_user(request, sentence % {"number": number, "most": MOST_AT_ONCE}, messages.ERROR)
    return number > MOST_AT_ONCE


def possible_of(do: Callable[[Any], object], objects: Iterable[Any]) -> tuple[list[Any], list[tuple[Any, list[str]]]]:
    """([those that can], [(object, sentences)] of those that cannot): found out by doing it and taking it back."""
    possible, hindered = [], []
    for obj in objects:
        with transaction.atomic():
            try:
                do(obj)
            except ValidationError as error:
                hindered.append((obj, sentences_of(error, obj)))
            else:
                possible.append(obj)
            transaction.set_rollback(True)
    return possible, hindered


def sentences_of(error: ValidationError, obj: Model) -> list[str]:
    """What a ValidationError says of an object, each sentence with the name of its field and once."""
    found = ValidationError(error.update_error_dict({})).message_dict
    names = {field.name: label_of(field) for field in obj._meta.get_fields() if hasattr(field, "verbose_name")}
    told = [": ".join(filter(None, [names.get(name), text])) for name, texts in found.items() for text in texts]
    return list(dict.fromkeys(told))


@transaction.atomic
def carry_out(model_admin: Any, request: Any, do: Callable[[Any], object], objects: Sequence[Any], label: Any) -> None:
    """Do it with the objects as they are now, not as they were when somebody was asked."""
    for obj in locked(objects):
        catch_up(obj)
        do(obj)
        record(obj, request.user, Version.Action.CHANGED)
        model_admin.log_change(request, obj, str(label))
    done = ngettext(
        "%(action)s: done with %(number)d entry.", "%(action)s: done with %(number)d entries.", len(objects)
    )
    model_admin.message_user(request, done % {"action": label, "number": len(objects)}, messages.SUCCESS)


def still_correct(model_admin: Any, request: HttpRequest, object_id: str) -> HttpResponse:
    """One click on the start page or on a form."""
    if request.method != "POST":
        return HttpResponseNotAllowed(["POST"])
    obj = get_object_or_404(model_admin.get_queryset(request), pk=object_id)
    if not model_admin.has_confirm_permission(request, obj):
        raise PermissionDenied
    carry_out(model_admin, request, confirm_correct, [obj], STILL_CORRECT)
    form = with_list_filters(model_admin, request, admin_address(obj))
    return HttpResponseRedirect(reverse("admin:index") if "to_index" in request.POST else form)


STILL_CORRECT = gettext_lazy("Still correct")
BULK_ACTIONS = [
    asked_first("publish", gettext_lazy("Publish"), "publish", partial(set_state, state=Publishable.State.PUBLISHED)),
    asked_first(
        "take_back", gettext_lazy("Back to draft"), "publish", partial(set_state, state=Publishable.State.DRAFT)
    ),
    asked_first("archive", gettext_lazy("Archive"), "publish", partial(set_state, state=Publishable.State.ARCHIVED)),
    asked_first("still_correct", STILL_CORRECT, "confirm", confirm_correct),
]
