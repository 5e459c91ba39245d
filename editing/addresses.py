"""The addresses of admin pages, and what pages about one object need."""

from django.contrib.admin.templatetags.admin_urls import add_preserved_filters
from django.urls import reverse


def form_address(obj):
    return object_address(obj, "change")


def object_address(obj, page):
    return reverse(f"admin:{obj._meta.app_label}_{obj._meta.model_name}_{page}", args=[obj.pk])


def with_list_filters(model_admin, request, address):
    """The address, with the filters of the list that the user came from, so that there is a way back to them."""
    kept = {"opts": model_admin.opts, "preserved_filters": model_admin.get_preserved_filters(request)}
    return add_preserved_filters(kept, address)


def page_context(model_admin, request, obj, title):
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
