"""Several people at one object in the admin: no save, delete or resend may silently undo what another has done."""

import copy
import hashlib
import json
import uuid
from urllib.parse import urlencode
from uuid import UUID

from django.contrib import messages
from django.contrib.admin.utils import flatten_fieldsets, unquote
from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, transaction
from django.http import JsonResponse
from django.shortcuts import get_object_or_404, redirect
from django.template.response import TemplateResponse
from django.urls import path, reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from editing.history.recording import catch_up, name_of, versions_of
from editing.history.snapshots import snapshot
from editing.models import Version
from editing.together.conflict_page import described, hidden_inputs
from editing.together.forms_as_sent import EMPTY, adopt, names_of_sets, pack, shown_state, unpack
from editing.together.merging import Merge
from editing.together.presence import arrive, leave, others_at, present_at, sentence_on_taking, take_over


def fingerprint(objects):
    """What objects are, in a few letters: on a page that asks “are you sure?”, what the answer is about."""
    told = json.dumps([snapshot(obj) for obj in sorted(objects, key=lambda obj: obj.pk)])
    return hashlib.sha256(told.encode()).hexdigest()


class TogetherAdmin:
    """Compares every save with what others have saved since the form was opened."""

    def changeform_view(self, request, object_id=None, form_url="", extra_context=None):
        if request.method != "POST" or "_preview" in request.POST:  # of which nothing stays
            return super().changeform_view(request, object_id, form_url, extra_context)
        sent = request.POST
        try:
            return self._save(request, object_id, form_url, extra_context)
        except IntegrityError:
            # Somebody was faster by a moment, or the button was pressed twice: now it can be seen what they saved.
            request.POST = sent
            for file in request.FILES.values():
                file.seek(0)
            return self._save(request, object_id, form_url, extra_context)

    def _save(self, request, object_id, form_url, extra_context):
        with transaction.atomic():
            request.form_id = _identifier(request.POST.get("form"))
            earlier = self._saved_before(request.form_id, object_id)
            if earlier:
                object_id, request.form_id = str(earlier.object_id), None
            if object_id and (answer := self._merge(request, unquote(object_id), earlier)):
                return answer
            return super().changeform_view(request, object_id, form_url, extra_context)

    def _saved_before(self, form_id, object_id):
        """The version that this very form has made already, so that what is sent twice is there once."""
        if object_id:
            self.model._base_manager.select_for_update().filter(pk=unquote(object_id)).order_by("pk").first()
        return form_id and Version.objects.about_kind(self.model).filter(form=form_id).first()

    def _merge(self, request, object_id, earlier):
        """Put what others have saved into what has been sent; gives a page where only people can decide."""
        obj = self.get_object(request, object_id)
        if obj is None or not self.has_change_permission(request, obj):
            return None
        form, formsets = self._as_opened(request, obj)
        theirs = shown_state(form, formsets)
        base, data = self._base(request, obj, earlier, theirs)
        merge = Merge(data, request.FILES, base, theirs, names_of_sets(form, formsets))
        request.opened = theirs
        if merge.conflicts:
            return self._conflict_page(request, obj, merge, form, formsets)
        request.POST, request._files = merge.data, merge.files
        self.files_renamed(request, merge.renamed)
        catch_up(obj)
        return None

    def files_renamed(self, request, names):
        """Called when rows, and with them the files in them, have got other numbers: {name as sent: name now}."""

    def _base(self, request, obj, earlier, theirs):
        """The state against which the sender has been writing, and the data sent."""
        base = unpack(request.POST.get("opened", ""))
        if earlier is None:
            return base, request.POST
        if versions_of(obj).first() != earlier or earlier.data != snapshot(obj):
            return EMPTY, request.POST
        return theirs, adopt(request.POST, theirs["rows"], theirs, base)

    def _as_opened(self, request, obj):
        """The form and those formsets that may be written in, unbound, as they would be shown now."""
        now = copy.copy(request)
        now.method = "GET"
        fields = flatten_fieldsets(self.get_fieldsets(now, obj))
        form = self.get_form(now, obj, change=True, fields=fields)(instance=obj)
        formsets, inlines = self._create_formsets(now, obj, change=True)
        pairs = zip(formsets, inlines, strict=True)
        return form, [formset for formset, inline in pairs if inline.has_change_permission(request, obj)]

    def _conflict_page(self, request, obj, merge, form, formsets):
        latest = versions_of(obj).select_related("user").first()
        conflicts = [described(conflict, form, formsets) for conflict in merge.conflicts]
        widgets = [conflict["widget"].media for conflict in conflicts if conflict["widget"]]
        context = {
            **self.admin_site.each_context(request),
            "title": _("Both of you changed “%s”") % obj,
            "opts": self.opts,
            "object": obj,
            "subtitle": None,
            "is_popup": False,
            "who": name_of(latest.user) if latest and latest.data == snapshot(obj) else "",
            "latest": latest,
            "conflicts": conflicts,
            "hidden": hidden_inputs(request.POST, merge),
            "opened": pack(merge.theirs),
            "file_names": [file.name for file in request.FILES.values()],
            "media": self.with_nonce(request, sum(widgets, self.media)),
        }
        return TemplateResponse(request, "admin/conflict.html", context, status=409)

    def render_change_form(self, request, context, add=False, change=False, form_url="", obj=None):
        context["form_id"] = request.POST.get("form") or new_form()
        if change and self.has_change_permission(request, obj):
            opened = getattr(request, "opened", None) or shown_state(*self._as_opened(request, obj))
            context["opened"] = pack(opened)
            seen = arrive(obj, request.user)
            context["presence_address"] = f"{self._address('presence', obj.pk)}?{urlencode({'seen': seen})}"
            context["others"] = others_at(obj, request.user)
        return super().render_change_form(request, context, add, change, form_url, obj)

    # Deleting asks again when the thing has been changed since it asked.

    def delete_view(self, request, object_id, extra_context=None):
        if request.method != "POST":
            return self._delete(request, object_id, extra_context)
        with transaction.atomic():
            return self._delete(request, object_id, extra_context)

    def _delete(self, request, object_id, extra_context):
        obj = self.get_object(request, unquote(object_id))
        seen = fingerprint([obj]) if obj else ""
        may_delete = obj and self.has_delete_permission(request, obj)
        if request.method == "POST" and may_delete and request.POST.get("seen") != seen:
            messages.warning(request, _("This has been changed since you were asked. Look again."))
            return redirect(request.get_full_path())
        return super().delete_view(request, object_id, {"seen": seen, **(extra_context or {})})

    def changelist_view(self, request, extra_context=None):
        """Actions on many objects happen as a whole or not at all."""
        context = {"has_bin": self.has_delete_permission(request), **(extra_context or {})}
        if request.method != "POST":
            return super().changelist_view(request, context)
        with transaction.atomic():
            return super().changelist_view(request, context)

    def ask_again_if_changed(self, request, objects):
        """For an action that asks first: forget the answer if the objects are not those that it was about."""
        seen = fingerprint(objects)
        if "post" in request.POST and request.POST.get("seen") != seen:
            messages.warning(request, _("This has been changed since you were asked. Look again."))
            request.POST = request.POST.copy()
            del request.POST["post"]
        return seen

    # Who has it open

    def get_urls(self):
        name = f"{self.opts.app_label}_{self.opts.model_name}_presence"
        view = self.admin_site.admin_view(require_POST(self.presence_view))
        return [path("<int:pk>/presence/", view, name=name), *super().get_urls()]

    def presence_view(self, request, pk):
        """A sign of life from an open form; answers with who else has it open. `take` takes over.

        `left` ends it if the sign of life that it names is the latest: when somebody opens a form anew, the old page
        says farewell after the new one has arrived.
        """
        obj = get_object_or_404(self.get_queryset(request), pk=pk)
        if not self.has_change_permission(request, obj):
            raise PermissionDenied
        if "left" in request.POST:
            leave(obj, request.user, request.POST["left"])
            return JsonResponse({})
        seen = arrive(obj, request.user)
        if "take" in request.POST:
            take_over(obj, request.user)
            if "page" in request.POST:
                return redirect(self._address("change", pk))
        mine = present_at(obj).select_related("taken_by").get(user=request.user)
        return JsonResponse({"others": others_at(obj, request.user), "taken": sentence_on_taking(mine), "seen": seen})

    def _address(self, name, pk):
        return reverse(f"admin:{self.opts.app_label}_{self.opts.model_name}_{name}", args=[pk])


def _identifier(text):
    try:
        return UUID(text)
    except (ValueError, TypeError):
        return None


def new_form():
    """The identifier of a form that is about to be shown."""
    return str(uuid.uuid4())
