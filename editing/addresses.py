"""The addresses of admin pages, and what the templates of our own ones need."""

from typing import Any

from django.contrib.admin import ModelAdmin
from django.contrib.admin.templatetags.admin_urls import add_preserved_filters
from django.db.models import Model
from django.http import HttpRequest
from django.urls import reverse
from js_asset import Media


def admin_name(thing: Model | type[Model], page: str) -> str:
    """What Django calls a page of the admin about an object or a model: cities_city_change."""
    return f"{thing._meta.app_label}_{thing._meta.model_name}_{page}"


def admin_address(thing: Model | type[Model], page: str = "change", *more: object) -> str:
    """The address of an admin page about an object, or about all of a kind: then `thing` is the model.

    `more` are further arguments of the address.
    """
    of_one = [thing.pk] if isinstance(thing, Model) else []
    return reverse(f"admin:{admin_name(thing, page)}", args=[*of_one, *more])


def with_list_filters(model_admin: ModelAdmin, request: HttpRequest, address: str) -> str:
    """The address, with the filters of the list that the user came from, so that there is a way back to them."""
    kept: dict[str, Any] = {"opts": model_admin.opts, "preserved_filters": model_admin.get_preserved_filters(request)}
    return add_preserved_filters(kept, address)


def page_context(model_admin: ModelAdmin, request: HttpRequest, title: str, obj: Model | None = None) -> dict[str, Any]:
    """What the templates of our pages about a kind, or about one object of it, need."""
    context: dict[str, Any] = {
        **model_admin.admin_site.each_context(request),
        "title": title,
        "subtitle": None,
        "is_popup": False,
        "opts": model_admin.opts,
        "object": obj,
        "list_address": with_list_filters(model_admin, request, admin_address(model_admin.model, "changelist")),
    }
    if obj:
        context["form_address"] = with_list_filters(model_admin, request, admin_address(obj))
    return context


def with_nonce(request: Any, media: Any) -> Media:
    """The rich text editor brings an import map in the page; the nonce lets just that one through."""
    return Media.from_media(media).with_nonce(str(request.csp_nonce))
