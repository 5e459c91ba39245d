from django.contrib import admin
from django.core.paginator import Paginator
from django.db.models import Q, Sum
from django.http import StreamingHttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from content.languages import CODES, sort_key
from content.tables import CONTENT_TYPES, csv_lines
from editing.rights import writable_languages
from translations import desk
from translations.filters import TextFilter
from translations.models import Term, Text, counts_by_language
from translations.progress import cells, in_order, name_people
from translations.tracking import page_models

PAGE_SIZE = 50


def staff(view):
    """Only for those who may enter the admin; with what its pages need."""
    return admin.site.admin_view(view)


def frame(request, title):
    """The context of every page of the desk, which needs its whole width."""
    return admin.site.each_context(request) | {"title": title, "is_nav_sidebar_enabled": False}


def filtered(request):
    """The filter of the desk over the texts whose pages the user may see."""
    texts = Text.objects.present().filter(kind__in=desk.visible_kinds(request.user))
    return TextFilter(request.GET, texts, request=request)


def pages_of(filters):
    """[{"page", "words_to_do"}] of the pages with texts that a filter finds, those with most to do first."""
    words = Sum("words", filter=Q(state__in=Text.TO_DO), default=0)
    return filters.qs.order_by().values("page").annotate(words_to_do=words).order_by("-words_to_do", "page")


def objects_of(request, pages):
    """{page: object} of these; one query a kind."""
    found = {}
    for model in page_models():
        label = model._meta.label_lower
        pks = [page.partition("/")[2] for page in pages if page.startswith(f"{label}/")]
        model_admin = admin.site.get_model_admin(model)
        related = model_admin.list_select_related or []
        for obj in model._base_manager.select_related(*related).filter(pk__in=pks) if pks else ():
            found[f"{label}/{obj.pk}"] = obj
    return found


def rows_of(request, pages, codes):
    """[(object, [cell for each language])] of pages; a fixed number of queries."""
    table, objects = cells(Text.objects.filter(page__in=pages)), objects_of(request, pages)
    rows = [
        (objects[page], [cell for cell in in_order(page, table[page]) if cell.language in codes])
        for page in pages
        if page in objects
    ]
    name_people([cell for _obj, row in rows for cell in row])
    return rows


@staff
@require_safe
def grid(request):
    filters = filtered(request)
    page = Paginator(pages_of(filters), PAGE_SIZE).get_page(request.GET.get("page"))
    codes = [filters.language_chosen] if filters.language_chosen else CODES
    totals = counts_by_language(filtered_texts(filters))
    context = frame(request, _("Translations")) | {
        "filters": filters,
        "page": page,
        "rows": rows_of(request, [row["page"] for row in page], codes),
        "totals": [(code, totals[code]) for code in codes],
        "query": request.GET.urlencode(),
        "may_write": writable_languages(request.user),
    }
    return render(request, "admin/translations/grid.html", context)


def filtered_texts(filters):
    """All texts of the pages that a filter finds."""
    if not any(filters.data.values()):
        return filters.queryset
    return filters.queryset.filter(page__in=filters.qs.order_by().values("page"))


@staff
@require_safe
def data(request):
    """The grid as CSV: one line for each object and language, for exactly the filter on screen."""
    filters = filtered(request)
    codes = [filters.language_chosen] if filters.language_chosen else CODES
    rows = rows_of(request, [row["page"] for row in pages_of(filters)], codes)
    head = [_("kind"), _("title"), _("language"), _("state"), _("texts"), _("texts to do")]
    head += [_("words to do"), _("last worked on by"), _("last changed")]
    lines = list(csv_lines([head, *(_values(obj, cell) for obj, row in rows for cell in row)]))
    response = StreamingHttpResponse(lines, content_type=CONTENT_TYPES["csv"])
    response["Content-Disposition"] = 'attachment; filename="translations.csv"'
    return response


def _values(obj, cell):
    """A cell of the grid as a row of the file."""
    changed = cell.changed_at.date().isoformat() if cell.changed_at else ""
    texts = [str(value) for value in (obj._meta.verbose_name, obj, cell.language, cell.label)]
    return [*texts, cell.total, cell.to_do, cell.words, str(cell.person or ""), changed]


@require_safe
def terms(request):
    """The glossary for readers."""
    found = sorted((term for term in Term.objects.published() if term.t.name), key=lambda term: sort_key(term.t.name))
    return render(request, "translations/glossary.html", {"terms": found})
