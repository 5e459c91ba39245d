"""Saving in the admin: no save or resend may silently undo what another has done."""

import copy
import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any
from urllib.parse import urlencode
from uuid import UUID

from django import forms
from django.contrib.admin import ModelAdmin
from django.contrib.admin.utils import flatten_fieldsets, unquote
from django.db import IntegrityError, transaction
from django.db.models import Model
from django.http import HttpRequest, HttpResponse, QueryDict
from django.template.response import TemplateResponse
from django.utils.datastructures import MultiValueDict
from django.utils.translation import gettext as _

from editing.addresses import admin_address, page_context, with_nonce
from editing.history.recording import catch_up, name_of, record, versions_of
from editing.history.snapshots import snapshot
from editing.models import Version
from editing.together.conflict_page import described, hidden_inputs
from editing.together.forms_as_sent import EMPTY, FormState, adopt, names_of_sets, pack, state_of, unpack
from editing.together.merging import FormMerge
from editing.together.presence import arrive, others_at


class Saving:
    """One form of the admin that somebody has open or sends: what was sent, and what becomes of it.

    `form_id` names the form, so that what is sent twice is there once. `data` and `files` are what to go on with.
    `received` is what was made of files before the transaction began, by the names they were sent with, and `arrived`
    the same by the names that the rows have now. `opened` is the state that the form shows. `answer` is set where what
    was saved must not stay: then all is taken back.
    """

    #: Whether it meets what others have saved, and whether the form is that of a working copy.
    is_merged, into_copy = True, False

    def __init__(self, request: Any) -> None:
        self.sent, self.sent_files = request.POST, request.FILES
        self.received: dict[str, Any] = {}
        self.begin()

    def begin(self) -> None:
        """Begin once more from what was sent, should saving have failed because somebody was faster."""
        self.data: QueryDict = self.sent
        self.files: MultiValueDict[str, Any] = self.sent_files
        self.opened: FormState | None = None
        self.answer: HttpResponse | None = None
        self.form_id, self.arrived = _identifier(self.sent.get("form")), self.received
        for file in self.sent_files.values():
            file.seek(0)

    def take(self, merge: FormMerge) -> None:
        """Go on with what a merge has made of what was sent; rows, and the files in them, may have other numbers."""
        self.data, self.files = merge.data, merge.files
        self.arrived = {merge.renamed.get(name, name): file for name, file in self.received.items()}

    def put_into(self, request: Any) -> None:
        """Let Django's form find what to go on with where it looks for what was sent."""
        request.POST, request._files = self.data, self.files

    def keep(self, request: Any, obj: Model, action: Version.Action) -> None:
        """What becomes of an object once it is saved with all its parts: a version of it is kept."""
        record(obj, request.user, action, self.form_id)

    def shown(self, request: Any, response: HttpResponse) -> HttpResponse:
        """What is answered, where `response` is what Django would: a redirect, or the form with what is wrong in it."""
        return self.answer or response


class SavingAdmin(ModelAdmin):
    """Compares every save with what others have saved since the form was opened."""

    def changeform_view(
        self, request: Any, object_id: str | None = None, form_url: str = "", extra_context: Any = None
    ) -> HttpResponse:
        """Show a form, or save what was sent with it. This is the one way of a save:

        1. receive: what was sent becomes a Saving, and files are judged before the transaction begins,
        2. recognise a form that was sent before, which changes what it has made and makes nothing anew,
        3. merge with what others have saved; where only people can decide, they are asked and nothing is saved,
        4. Django's own form and formsets check and save what came out of that,
        5. record a version (`Saving.keep`); a preview is drawn instead, and a working copy written down, and then
           all that was saved is taken back.
        """
        request.saving = getattr(request, "saving", None) or self.saving_of(request)
        if request.method != "POST":
            return super().changeform_view(request, object_id, form_url, extra_context)
        with self.receiving(request):
            try:
                return self._save(request, object_id, form_url, extra_context)
            except IntegrityError:
                # Somebody was faster by a moment, or the button was pressed twice: now it can be seen what they saved.
                request.saving.begin()
                return self._save(request, object_id, form_url, extra_context)

    def saving_of(self, request: HttpRequest) -> Saving:
        return Saving(request)

    @contextmanager
    def receiving(self, request: Any) -> Iterator[None]:
        """Within the block a form is saved; before it, files that came with the form can be judged."""
        yield

    def _save(self, request: Any, object_id: str | None, form_url: str, extra_context: Any) -> HttpResponse:
        saving = request.saving
        with transaction.atomic():
            if saving.is_merged:
                earlier = self._saved_before(saving.form_id, object_id)
                if earlier:
                    object_id, saving.form_id = str(earlier.object_id), None
                if object_id and (question := self._merge(request, unquote(object_id), earlier)):
                    return question
            saving.put_into(request)
            response = super().changeform_view(request, object_id, form_url, extra_context)
            if saving.answer:
                transaction.set_rollback(True)
        return saving.shown(request, response)

    def save_related(self, request: Any, form: forms.ModelForm, formsets: list[Any], change: bool) -> None:
        super().save_related(request, form, formsets, change)
        request.saving.keep(request, form.instance, Version.Action.CHANGED if change else Version.Action.ADDED)

    def response_add(self, request: Any, obj: Model, post_url_continue: str | None = None) -> HttpResponse:
        return request.saving.answer or super().response_add(request, obj, post_url_continue)

    def response_change(self, request: Any, obj: Model) -> HttpResponse:
        return request.saving.answer or super().response_change(request, obj)

    def _saved_before(self, form_id: UUID | None, object_id: str | None) -> Version | None:
        """The version that this very form has made already, so that what is sent twice is there once."""
        if object_id:
            self.model._base_manager.select_for_update().filter(pk=unquote(object_id)).order_by("pk").first()
        return Version.objects.about_kind(self.model).filter(form=form_id).first() if form_id else None

    def _merge(self, request: Any, object_id: str, earlier: Version | None) -> HttpResponse | None:
        """Put what others have saved into what has been sent; gives a page where only people can decide."""
        obj = self.get_object(request, object_id)
        if obj is None or not self.has_change_permission(request, obj):
            return None
        form, formsets = self._as_opened(request, obj)
        theirs = state_of(form, formsets)
        base, data = self._base(request, obj, earlier, theirs)
        merge = FormMerge(data, request.saving.files, base, theirs, names_of_sets(form, formsets))
        request.saving.opened = theirs
        if merge.conflicts:
            return self._conflict_page(request, obj, merge, form, formsets)
        request.saving.take(merge)
        catch_up(obj)
        return None

    def _base(
        self, request: Any, obj: Model, earlier: Version | None, theirs: FormState
    ) -> tuple[FormState, QueryDict]:
        """The state against which the sender has been writing, and the data sent."""
        sent = request.saving.sent
        base = unpack(sent.get("opened", ""))
        if earlier is None:
            return base, sent
        if versions_of(obj).first() != earlier or earlier.data != snapshot(obj):
            return EMPTY, sent
        return theirs, adopt(sent, theirs["rows"], theirs, base)

    def _as_opened(self, request: HttpRequest, obj: Model) -> tuple[forms.ModelForm, list[Any]]:
        """The form and those formsets that may be written in, unbound, as they would be shown now."""
        now = copy.copy(request)
        now.method = "GET"
        fields = flatten_fieldsets(self.get_fieldsets(now, obj))
        form = self.get_form(now, obj, change=True, fields=fields)(instance=obj)
        formsets, inlines = self._create_formsets(now, obj, change=True)  # type: ignore[attr-defined]  # the stubs leave out what is private
        pairs = zip(formsets, inlines, strict=True)
        return form, [formset for formset, inline in pairs if inline.has_change_permission(request, obj)]

    def _conflict_page(
        self, request: Any, obj: Model, merge: FormMerge, form: forms.ModelForm, formsets: list[Any]
    ) -> HttpResponse:
        latest = versions_of(obj).select_related("user").first()
        conflicts = [described(conflict, form, formsets) for conflict in merge.conflicts]
        widgets = [conflict["widget"].media for conflict in conflicts if conflict["widget"]]
        context = page_context(self, request, _("Both of you changed “%s”") % obj, obj) | {
            "who": name_of(latest.user) if latest and latest.data == snapshot(obj) else "",
            "latest": latest,
            "conflicts": conflicts,
            "hidden": hidden_inputs(request.POST, merge),
            "opened": pack(merge.theirs),
            "file_names": [file.name for file in request.FILES.values()],
            "media": with_nonce(request, sum(widgets, self.media)),
        }
        return TemplateResponse(request, "admin/conflict.html", context, status=409)

    def render_change_form(
        self,
        request: Any,
        context: dict[str, Any],
        add: bool = False,
        change: bool = False,
        form_url: str = "",
        obj: Any = None,
    ) -> HttpResponse:
        context["form_id"] = request.POST.get("form") or new_form()
        if change and self.has_change_permission(request, obj):
            opened = request.saving.opened or state_of(*self._as_opened(request, obj))
            context["opened"] = pack(opened)
            seen = arrive(obj, request.user)
            context["presence_address"] = f"{admin_address(obj, 'presence')}?{urlencode({'seen': seen})}"
            context["others"] = others_at(obj, request.user)
        return super().render_change_form(request, context, add, change, form_url, obj)


def _identifier(text: Any) -> UUID | None:
    try:
        return UUID(text)
    except (ValueError, TypeError):
        return None


def new_form() -> str:
    """The identifier of a form that is about to be shown."""
    return str(uuid.uuid4())
