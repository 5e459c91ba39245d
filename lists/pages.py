"""Answers with a filtered list: the page of it, and what changes on that page."""

from collections.abc import Sequence

from django.core.paginator import InvalidPage, Page, Paginator
from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect, QueryDict
from django.shortcuts import render
from django.utils.cache import patch_vary_headers
from django.utils.translation import gettext as _

from lists.files import FILES
from lists.filters import ListFilter

PAGE_SIZE = 24


def page_of(request: HttpRequest, results: QuerySet | Sequence, size: int = PAGE_SIZE) -> Page:
    """The page that the query string asks for; Http404 past the end and for what is no number."""
    try:
        return Paginator(results, size).page(request.GET.get("page") or 1)
    except InvalidPage as error:
        raise Http404(_("There is no such page of this list.")) from error


def list_response(
    request: HttpRequest, filters: ListFilter, template: str, results: str, size: int = PAGE_SIZE
) -> HttpResponse:
    """The page of a list; for htmx only the results, a template of their own, and the numbers beside the options.

    Empty parameters, as a plain form sends them, are taken out of the address.
    """
    is_update, address = "HX-Request" in request.headers, tidy_address(request)
    if not is_update and address != request.get_full_path():
        return HttpResponseRedirect(address)
    context = {"filters": filters, "page": page_of(request, filters.qs, size), "results": results, "files": FILES}
    response = render(request, "_list_update.html" if is_update else template, context)
    patch_vary_headers(response, ["HX-Request"])
    if is_update:
        response.headers["HX-Push-Url"] = address
    return response


def tidy_address(request: HttpRequest) -> str:
    """The address that was asked for, without empty parameters; the very same where there are none."""
    query = QueryDict(mutable=True)
    for name, values in request.GET.lists():
        query.setlist(name, [value for value in values if value])
    if all(query.getlist(name) == values for name, values in request.GET.lists()):
        return request.get_full_path()
    return f"{request.path}?{query.urlencode()}" if query.urlencode() else request.path
