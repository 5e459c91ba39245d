"""The working copy of an object in the admin: its form, and the page on which people decide what becomes of it."""

from typing import Any

from django import forms
from django.contrib import messages
from django.contrib.admin.widgets import AdminSplitDateTime
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404, render
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from editing.addresses import admin_address, page_context, with_list_filters
from editing.history.differences import comparable, groups_of_changes, label_of, title_of
from editing.history.recording import locked, name_of
from editing.history.snapshots import parts_of, snapshot, stored_fields
from editing.history.words import marked_difference
from editing.publishing.checklist import Checklist
from editing.together.asking import digest_of
from editing.together.saving import Saving
from editing.working_copies.laying import copy_of, laid, merged, publish_copy, write_down

#: What takes the right to publish; what else is done to a copy as a whole takes that to write in all languages.
FOR_PUBLISHERS = {"publish", "schedule", "unschedule"}


class IntoCopy(Saving):
    """What a form holds, saved only to be written down as a working copy, which `data_of_copy` is then."""

    into_copy = True
    data_of_copy: dict[str, Any]

    def keep(self, request: Any, obj: Any, action: Any) -> None:
        self.data_of_copy = snapshot(obj)
        self.answer = HttpResponseRedirect(".")


def is_writing(request: HttpRequest) -> bool:
    """Whether the form of the request is that of a working copy."""
    return getattr(getattr(request, "saving", None), "into_copy", False)


def _changeable(model_admin: Any, request: HttpRequest, object_id: str) -> Any:
    """The object whose copy somebody wants to see; who may not change it would see in the copy what it does not say."""
    obj = get_object_or_404(model_admin.get_queryset(request), pk=object_id)
    if not model_admin.has_change_permission(request, obj):
        raise PermissionDenied
    return obj


def form_page(model_admin: Any, request: Any, object_id: str) -> HttpResponse:
    """The form of a working copy; what is saved in it goes into the copy, which is begun with the first save."""
    obj = _changeable(model_admin, request, object_id)
    if model_admin.not_restored:
        raise Http404
    is_preview = "_preview" in request.POST
    saving = request.saving = model_admin.saving_of(request) if is_preview else IntoCopy(request)
    saving.into_copy = True
    with transaction.atomic():
        obj = locked([obj]).get()
        copy = copy_of(obj)
        try:
            with laid(obj, copy):
                response = model_admin.changeform_view(request, object_id)
                response = response.render() if hasattr(response, "render") else response
        except ValidationError as error:
            messages.error(request, " ".join(error.messages))
            return HttpResponseRedirect(_address(model_admin, request, obj, "working-copy"))
        if is_preview or saving.answer is None:
            return response
        _keep(model_admin, request, obj, copy, saving.data_of_copy)
    messages.success(request, _("The working copy is saved. The public page is as it was."))
    return HttpResponseRedirect(_address(model_admin, request, obj, "working-copy"))


def _keep(model_admin: Any, request: Any, obj: Any, copy: Any, data: dict[str, Any]) -> None:
    """Write down a copy. Who may not publish cannot change what is to be published without anybody looking at it."""
    copy = write_down(obj, copy, data, request.user)
    if copy.publish_at and not may_publish_copies(model_admin, request):
        copy.publish_at = copy.scheduled_by = None
        copy.save(update_fields=["publish_at", "scheduled_by"])
        sentence = _("It had a time at which to become public. Somebody who may publish must set it anew.")
        messages.warning(request, sentence)


def _address(model_admin: Any, request: HttpRequest, obj: Any, word: str) -> str:
    return with_list_filters(model_admin, request, admin_address(obj, word))


class ScheduleForm(forms.Form):
    publish_at = forms.SplitDateTimeField(label=gettext_lazy("Public from"), widget=AdminSplitDateTime)

    def clean_publish_at(self) -> Any:
        if self.cleaned_data["publish_at"] <= timezone.now():
            raise ValidationError(_("Choose a time that is still to come."))
        return self.cleaned_data["publish_at"]


def copy_page(model_admin: Any, request: HttpRequest, object_id: str) -> HttpResponse:
    """What a working copy changes, and what hinders it; publishes, schedules, settles or throws it away."""
    obj = _changeable(model_admin, request, object_id)
    with transaction.atomic():
        if request.method == "POST":
            obj = locked([obj]).get()
        copy = copy_of(obj)
        if copy is None:
            messages.info(request, _("There is no working copy any more."))
            return HttpResponseRedirect(_address(model_admin, request, obj, "change"))
        sent = request.POST if "schedule" in request.POST else None
        form = ScheduleForm(sent, initial={"publish_at": copy.publish_at})
        if request.method == "POST" and (done := _do(model_admin, request, obj, copy, form)):
            return done
        return _shown(model_admin, request, obj, copy, form)


def may_publish_copies(model_admin: Any, request: HttpRequest) -> bool:
    """A copy may hold texts in any language."""
    return model_admin.has_publish_permission(request) and model_admin.writes_all(request)


def _seen(obj: Any, copy: Any) -> str:
    """What a decision is about, in a few letters."""
    return f"{copy.changed_at.isoformat()} {digest_of([obj])}"


def _do(model_admin: Any, request: Any, obj: Any, copy: Any, form: ScheduleForm) -> HttpResponse | None:
    """Do what was asked for; None where the page should be shown again."""
    deed = next((name for name in _DEEDS if name in request.POST), "")
    may = may_publish_copies(model_admin, request) if deed in FOR_PUBLISHERS else model_admin.writes_all(request)
    if deed and not may:
        raise PermissionDenied
    if request.POST.get("seen") != _seen(obj, copy):
        messages.warning(request, _("This has been changed since you were asked. Look again."))
        return HttpResponseRedirect(request.get_full_path())
    return _DEEDS[deed](model_admin, request, obj, copy, form) if deed else None


def _publish(model_admin: Any, request: Any, obj: Any, copy: Any, form: ScheduleForm) -> HttpResponse:
    try:
        publish_copy(obj, copy, request.user)
    except ValidationError as error:
        messages.error(request, " ".join(dict.fromkeys(error.messages)))
        return HttpResponseRedirect(request.get_full_path())
    model_admin.log_change(request, obj, _("Published a working copy"))
    messages.success(request, _("The changes are public now."))
    return HttpResponseRedirect(_address(model_admin, request, obj, "change"))


def _schedule(model_admin: Any, request: Any, obj: Any, copy: Any, form: ScheduleForm) -> HttpResponse | None:
    if not form.is_valid():
        return None
    copy.publish_at, copy.scheduled_by, copy.failed_at = form.cleaned_data["publish_at"], request.user, None
    copy.save(update_fields=["publish_at", "scheduled_by", "failed_at"])
    when = date_format(timezone.localtime(copy.publish_at), "DATETIME_FORMAT")
    messages.success(request, _("The changes will become public on %s.") % when)
    return HttpResponseRedirect(request.get_full_path())


def _unschedule(model_admin: Any, request: Any, obj: Any, copy: Any, form: ScheduleForm) -> HttpResponse:
    copy.publish_at = copy.scheduled_by = copy.failed_at = None
    copy.save(update_fields=["publish_at", "scheduled_by", "failed_at"])
    messages.success(request, _("The changes wait again until somebody publishes them."))
    return HttpResponseRedirect(request.get_full_path())


def _settle(model_admin: Any, request: Any, obj: Any, copy: Any, form: ScheduleForm) -> HttpResponse:
    choices = {name.removeprefix("keep:"): value for name, value in request.POST.items() if name.startswith("keep:")}
    page = snapshot(obj)
    merge = merged(copy, page, choices)
    if merge.conflicts:
        messages.error(request, _("Decide about every line."))
        return HttpResponseRedirect(request.get_full_path())
    copy.base = page
    _keep(model_admin, request, obj, copy, merge.data)
    messages.success(request, _("The working copy stands on the public page of now."))
    return HttpResponseRedirect(request.get_full_path())


def _throw_away(model_admin: Any, request: Any, obj: Any, copy: Any, form: ScheduleForm) -> HttpResponse:
    copy.delete()
    messages.success(request, _("The working copy is gone; the public page is as it was."))
    return HttpResponseRedirect(_address(model_admin, request, obj, "change"))


_DEEDS = {
    "publish": _publish,
    "schedule": _schedule,
    "unschedule": _unschedule,
    "settle": _settle,
    "throw_away": _throw_away,
}


def _shown(model_admin: Any, request: Any, obj: Any, copy: Any, form: ScheduleForm) -> HttpResponse:
    page = snapshot(obj)
    merge = merged(copy, page)
    context = page_context(model_admin, request, _("Working copy: %(name)s") % {"name": obj}, obj) | {
        "copy": copy,
        "who": name_of(copy.changed_by),
        "groups": groups_of_changes(obj, page, merge.data),
        "clashes": [_described(obj, conflict) for conflict in merge.conflicts],
        "hindrances": _hindrances(obj, copy),
        "may_decide": model_admin.writes_all(request),
        "may_publish": may_publish_copies(model_admin, request),
        "form": form,
        "seen": _seen(obj, copy),
        "edit_address": _address(model_admin, request, obj, "edit-copy"),
        "media": model_admin.media + form.media,
    }
    return render(request, "admin/working_copy.html", context)


def _hindrances(obj: Any, copy: Any) -> list[Any]:
    """[Finding] of what keeps the copy from being published; a sentence alone where it cannot even be laid out."""
    try:
        with laid(obj, copy):
            checklist = Checklist(obj)
            return [finding for code in ["", *obj.ready_languages] for finding in checklist.hinders(code)]
    except ValidationError as error:
        return [{"sentence": sentence} for sentence in error.messages]


def _described(obj: Any, conflict: Any) -> dict[str, Any]:
    """A Conflict as the page shows it."""
    if len(conflict.key) == 1:
        field = _field(type(obj), conflict.key[0])
        return {"name": conflict.name, "label": label_of(field), "of": "", **_sides(field, conflict)}
    rel = next(rel for rel in parts_of(type(obj)) if rel.get_accessor_name() == conflict.key[0])
    if len(conflict.key) == 3:
        field = _field(rel.related_model, conflict.key[2])
        of = capfirst(rel.related_model._meta.verbose_name)
        return {"name": conflict.name, "label": label_of(field), "of": of, **_sides(field, conflict)}
    words = {True: _("keep it"), False: _("delete it")}
    sides = {"copy": words[bool(conflict.mine)], "page": words[bool(conflict.theirs)]}
    return {"name": conflict.name, "label": title_of(obj, rel, conflict.base), "of": "", "language": "", **sides}


def _field(model: Any, attname: str) -> Any:
    return next(field for field in stored_fields(model) if field.attname == attname)


def _sides(field: Any, conflict: Any) -> dict[str, Any]:
    base, copy, page = comparable(field, conflict.base, conflict.mine, conflict.theirs)
    sides = {"copy": marked_difference(base, copy), "page": marked_difference(base, page)}
    return {"language": getattr(field, "language", ""), **sides}
