"""The pages of the desk on which exchange files leave and come back."""

from datetime import timedelta

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_safe

from content.languages import CODES
from content.tables import MEDIA_TYPES
from content.texts import filled, megabytes
from editing.rights import writable_languages
from translations.exchange import plans, spreadsheet, xliff
from translations.exchange.entries import MAX_EXCHANGE_BYTES, Content, Entry, Unreadable, entries_of, is_html
from translations.models import Delivery, Text
from translations.views.grid import filtered, filtered_texts, frame, staff

SHOWN = 100
KEPT = timedelta(days=1)


@staff
@require_http_methods(["GET", "HEAD", "POST"])
def exchange_page(request):
    """Files of the texts that the filter of the grid finds; and the way back."""
    problems = []
    if request.method == "POST":
        try:
            return redirect("translations:delivery", receive(request).pk)
        except Unreadable as error:
            problems = error.problems
    context = frame(request, _("Translate in another program")) | {
        "offers": offers(request),
        "problems": problems[:SHOWN],
        "more_problems": max(0, len(problems) - SHOWN),
        "query": request.GET.urlencode(),
        "megabytes": megabytes(MAX_EXCHANGE_BYTES),
    }
    return render(request, "admin/translations/exchange.html", context)


def offers(request):
    """[{"language", "texts", "to_do", "sources"}]: what can be had in each language of the user."""
    texts = filtered_texts(filtered(request)).exclude(state=Text.State.SOURCE)
    found = {}
    for row in texts.filter(language__in=writable_languages(request.user)).totals():
        offer = found.setdefault(row["language"], {"language": row["language"], "texts": 0, "to_do": 0, "sources": []})
        offer["texts"] += row["texts"]
        offer["to_do"] += row["texts"] if row["state"] in Text.TO_DO else 0
    for language, source in texts.order_by().values_list("language", "made_from_language").distinct():
        if language in found:
            found[language]["sources"].append(source)
    return [
        found[code] | {"sources": sorted(found[code]["sources"], key=CODES.index)} for code in CODES if code in found
    ]


@staff
@require_safe
def download(request, language, name):
    """The texts to do (with ?all=1 every text) of the filter in one language, as XLIFF or spreadsheet."""
    if language not in writable_languages(request.user):
        raise PermissionDenied
    texts = filtered_texts(filtered(request))
    texts = texts if request.GET.get("all") else texts.to_do()
    entries = entries_of(texts, language)
    if name.endswith(".xlsx"):
        content, kind = spreadsheet.sheet_of(entries, language), MEDIA_TYPES["xlsx"]
    else:
        source = name.removesuffix(".xlf")
        own = [entry for entry in entries if entry.source_language == source]
        content, kind = xliff.xliff_of(own, source, language), "application/xliff+xml"
    response = HttpResponse(content, content_type=kind)
    day = timezone.localdate().isoformat()
    response["Content-Disposition"] = f'attachment; filename="translations-{language}-{day}-{name}"'
    return response


def receive(request):
    """Read an uploaded file and keep what it says until the user has agreed; gives the Delivery. Raises Unreadable."""
    file = request.FILES.get("file")
    if file is None:
        raise Unreadable(_("Choose a file."))
    if file.size > MAX_EXCHANGE_BYTES:
        sentence = _("This file is larger than %(limit)s MB. Split it.")
        raise Unreadable(filled(sentence, limit=megabytes(MAX_EXCHANGE_BYTES)))
    read = spreadsheet.read_sheet if file.name.lower().endswith(".xlsx") else xliff.read_xliff
    content = read(file)
    plans.plan(content, request.user)
    Delivery.objects.filter(user=request.user, created_at__lt=timezone.now() - KEPT).delete()
    entries = [[e.address, e.source_language, e.source, e.target, e.seen, e.where] for e in content.entries]
    return Delivery.objects.create(
        user=request.user,
        name=file.name[:200],
        language=content.language,
        entries={"texts": entries, "remarks": content.remarks},
    )


def content_of(delivery):
    entries = [
        Entry(address, source_language, source, target, bool(is_html(address)), seen=seen, where=where)
        for address, source_language, source, target, seen, where in delivery.entries["texts"]
    ]
    return Content(delivery.language, entries, delivery.entries["remarks"])


@staff
@require_http_methods(["GET", "HEAD", "POST"])
def delivery(request, uuid):
    """What a file would change, text by text; and on a yes the change itself."""
    found = get_object_or_404(Delivery, pk=uuid, user=request.user)
    if request.method == "POST":
        return answered(request, found)
    try:
        plan = plans.plan(content_of(found), request.user)
    except Unreadable as error:
        for problem in error.problems[:SHOWN]:
            messages.error(request, problem)
        return redirect("translations:exchange")
    context = frame(request, _("What this file changes")) | {
        "delivery": found,
        "plan": plan,
        "remarks": found.entries["remarks"],
        "page": Paginator(plan.changes, SHOWN).get_page(request.GET.get("page")),
    }
    return render(request, "admin/translations/delivery.html", context)


def answered(request, found):
    if request.POST.get("action") != "apply":
        found.delete()
        return redirect("translations:exchange")
    try:
        plan = plans.apply(content_of(found), request.user)
    except Unreadable as error:
        for problem in error.problems[:SHOWN]:
            messages.error(request, problem)
        return redirect("translations:delivery", found.pk)
    found.delete()
    number = len(plan.changes)
    sentence = ngettext("%(number)d translation has been saved.", "%(number)d translations have been saved.", number)
    messages.success(request, sentence % {"number": number})
    return redirect(f"{reverse('translations:grid')}?language={found.language}")
