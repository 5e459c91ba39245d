from typing import Any

from django.core.paginator import InvalidPage
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from search.models import Document
from search.results import SearchResults
from search.spelling import FEW, corrected
from search.suggestions import suggestions


@require_safe
def search(request: HttpRequest) -> HttpResponse:
    asked, kind = request.GET.get("q", ""), request.GET.get("kind", "")
    is_known = kind in Document.Kind.values
    results = SearchResults(asked, kind if is_known else None)
    context: dict[str, Any] = {"asked": asked, "unknown_kind": "" if is_known else kind, "results": results}
    if results.query and len(results.all_hits) <= FEW:
        context |= _with_better_spelling(results)
    try:
        context["page"] = context["results"].page(request.GET.get("page", 1))
    except InvalidPage as error:
        raise Http404(_("There is no such page of this list.")) from error
    return render(request, "search/search.html", context)


def _with_better_spelling(results: SearchResults) -> dict[str, Any]:
    """What to add to the context of a search that found little: the results of better words if it found nothing,
    a link to them if it found something, and if nothing helps how often each word is found by itself."""
    better = corrected(results.query)
    others = SearchResults(better, results.kind) if better else None
    if results.all_hits:
        return {"suggestion": better} if others and len(others.all_hits) > len(results.all_hits) else {}
    if others and others.all_hits:
        return {"results": others, "corrected": better}
    words = results.query.words
    return {"words_alone": [(word, SearchResults(word).count) for word in words] if len(words) > 1 else []}


@require_safe
def suggest(request: HttpRequest) -> JsonResponse:
    """The titles to offer while somebody is typing, as JSON."""
    return JsonResponse({"suggestions": suggestions(request.GET.get("q", ""))})
