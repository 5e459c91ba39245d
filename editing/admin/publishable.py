"""Admin classes of what goes from draft to published."""

from collections.abc import Iterable
from typing import Any

from django import forms
from django.contrib import admin, messages
from django.http import HttpRequest, HttpResponse
from django.urls import path
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from content.models import Publishable
from editing import preview
from editing.addresses import admin_address, admin_name, with_list_filters
from editing.admin.base import TranslatedAdmin
from editing.history.restoring import NEVER_RESTORED
from editing.publishing import checklist
from editing.publishing.actions import BULK_ACTIONS, still_correct
from editing.publishing.states import StateFilter, WorkFilter, shown_state
from editing.rights import UNPUBLISHED, may_publish
from editing.start_page import Task, publishing_tasks
from editing.together.saving import Saving
from editing.working_copies import pages as copy_pages
from editing.working_copies.laying import copy_of

PUBLISHING = (
    _("Publishing"),
    {"fields": ["state", "publish_at", "source_language", "languages", "verified_on", "review_by"]},
)
PICTURE = (
    _("Picture"),
    {"fields": ["picture", "picture_alt", "picture_is_decorative", "picture_credit"], "classes": ["collapse"]},
)


def forms_of(form: Any, formsets: Iterable[Any]) -> list[Any]:
    """The form of an object and those of its parts."""
    return [form, *(part for formset in formsets for part in formset.forms)]


class PublishableAdmin(TranslatedAdmin):
    """For models with a publishing state.

    Who may not publish can neither make anything public nor hide it.
    """

    list_filter = [StateFilter, WorkFilter, "source_language"]
    readonly_fields = ["uuid", "created_at", "updated_at"]
    actions = [*BULK_ACTIONS, "delete_selected"]
    #: Pages and deeds of their own for one object: {path word: view(model_admin, request, object_id)}.
    object_views = {
        "checklist": checklist.checklist_page,
        "still-correct": still_correct,
        "preview-links": preview.links_page,
        "working-copy": copy_pages.copy_page,
        "edit-copy": copy_pages.form_page,
    }

    @admin.display(description=_("state"), ordering="state")
    def shown_state(self, obj: Publishable) -> str:
        return shown_state(obj)

    @admin.display(description=_("ready languages"))
    def shown_languages(self, obj: Publishable) -> str:
        return " ".join(obj.ready_languages)

    def has_publish_permission(self, request: Any) -> bool:
        return may_publish(request.user, self.model)

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        may_hide = obj is None or obj.state in UNPUBLISHED or self.has_publish_permission(request)
        return may_hide and super().has_delete_permission(request, obj)

    def has_confirm_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """Whether the user may say that something is still correct, which speaks for all languages."""
        return self.writes_all(request) and self.has_change_permission(request, obj)

    def get_urls(self) -> list[Any]:
        own = [
            path(f"<path:object_id>/{word}/", self._view(view), name=admin_name(self.model, word))
            for word, view in self.object_views.items()
        ]
        return [*own, *super().get_urls()]

    def render_change_form(
        self,
        request: Any,
        context: dict[str, Any],
        add: bool = False,
        change: bool = False,
        form_url: str = "",
        obj: Any = None,
    ) -> HttpResponse:
        context["has_preview"] = True
        context["in_working_copy"] = copy_pages.is_writing(request)
        if obj and self.has_change_permission(request, obj) and not context["in_working_copy"]:
            context["working_copy"] = copy_of(obj)
            context["may_begin_copy"] = obj.state == Publishable.State.PUBLISHED and not self.not_restored
            pages = {word: with_list_filters(self, request, admin_address(obj, word)) for word in self.object_views}
            context["still_correct_url"] = self.has_confirm_permission(request, obj) and pages["still-correct"]
            context["object_pages"] = [
                (pages["checklist"], _("Check-list and publishing")),
                (pages["preview-links"], _("Secret links")),
            ]
            context["working_copy_address"] = pages["working-copy"]
            if context["working_copy"]:
                context["object_pages"].append((pages["working-copy"], _("Working copy")))
        return super().render_change_form(request, context, add, change, form_url, obj)

    def tasks(self, request: HttpRequest) -> list[Task]:
        return publishing_tasks(self, request)

    def saving_of(self, request: HttpRequest) -> Saving:
        return preview.Preview(request) if "_preview" in request.POST else super().saving_of(request)

    def change_view(
        self, request: HttpRequest, object_id: str, form_url: str = "", extra_context: Any = None
    ) -> HttpResponse:
        if "_copy" in request.POST:
            return copy_pages.form_page(self, request, object_id)
        return super().change_view(request, object_id, form_url, extra_context)

    def save_related(self, request: Any, form: forms.ModelForm, formsets: list[Any], change: bool) -> None:
        super().save_related(request, form, formsets, change)
        standing = [sentence for part in forms_of(form, formsets) for sentence in part.standing]
        if standing and not request.saving.answer:
            saved = gettext("What you changed is saved. Somebody else has to see to what you cannot change here:")
            messages.warning(request, " ".join([saved, *standing]))

    def _foreign_columns(self, request: HttpRequest) -> list[str]:
        hidden = NEVER_RESTORED if copy_pages.is_writing(request) else []
        return [*super()._foreign_columns(request), *hidden]

    def formfield_for_choice_field(self, db_field: Any, request: Any, **kwargs: Any) -> Any:
        if db_field.name == "state" and self.has_publish_permission(request):
            kwargs["help_text"] = _("A draft may lack anything. What is still missing for publishing is checked then.")
        elif db_field.name == "state":
            kwargs["choices"] = [choice for choice in Publishable.State.choices if choice[0] in UNPUBLISHED]
            kwargs["help_text"] = _("Choose “In review” when you are done: somebody who may publish will see it.")
        return super().formfield_for_choice_field(db_field, request, **kwargs)

    def get_readonly_fields(self, request: HttpRequest, obj: Any = None) -> Any:
        fields = super().get_readonly_fields(request, obj)
        if self.has_publish_permission(request):
            fields = [name for name in fields if name not in {"state", "publish_at"}]
        if obj and obj.state not in UNPUBLISHED and not self.has_publish_permission(request):
            fields = [*fields, "state", "publish_at"]
        return fields
