"""The addresses of admin pages, and what pages about one object need."""

from typing import Any

from django.contrib.admin import ModelAdmin
from django.contrib.admin.templatetags.admin_urls import add_preserved_filters
from django.db.models import Model
from django.http import HttpRequest
from django.urls import reverse


def form_address(obj: Model) -> str:
    return object_address(obj, "change")


def object_address(obj: Model, page: str) -> str:
    return reverse(f"admin:{obj._meta.app_label}_{obj._meta.model_name}_{page}", args=[obj.pk])


def with_list_filters(model_admin: ModelAdmin, request: HttpRequest, address: str) -> str:
    """The address, with the filters of the list that the user came from, so that there is a way back to them."""
    kept: dict[str, Any] = {"opts": model_admin.opts, "preserved_filters": model_admin.get_preserved_filters(request)}
    return add_preserved_filters(kept, address)


def page_context(model_admin: ModelAdmin, request: HttpRequest, obj: Model, title: str) -> dict[str, Any]:
    """What the templates of pages about one object need."""
    return {
        **model_admin.admin_site.each_context(request),
        "title": title,
        "opts": model_admin.opts,
        "original": obj,
        "form_address": with_list_filters(model_admin, request, form_address(obj)),
        "list_address": with_list_filters(
            model_admin, request, reverse(f"admin:{obj._meta.app_label}_{obj._meta.model_name}_changelist")
        ),
    }
