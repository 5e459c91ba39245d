from django.conf import settings
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from cities.models import City
from content.addresses import find, stay_or_move
from content.files.serving import send_file
from reports.citation import FORMATS
from reports.models import Edition


def report_detail(request, city):
    editions = _editions(city)
    stay_or_move(request, editions[0].report.get_absolute_url())
    return render(request, "reports/report_detail.html", {"city": editions[0].report.city, "editions": editions})


def latest(request, city):
    """The newest edition in the reader's language; a page that says so where there is none in that language."""
    editions = _editions(city)
    newest, language = editions[0], get_language()
    if file := newest.file_in(language):
        return redirect(file.get_absolute_url())
    older = next(filter(None, (edition.file_in(language) for edition in editions)), None)
    context = {"instead": newest.best_file(language), "older": older}
    return render(request, "reports/report_detail.html", context | {"city": newest.report.city, "editions": editions})


def edition_detail(request, city, year):
    edition = _edition(city, year)
    stay_or_move(request, edition.get_absolute_url())
    context = {"object": edition, "city": edition.report.city, "earlier_files": edition.earlier_files}
    return render(request, "reports/edition_detail.html", context)


def citation(request, city, year, kind):
    """How to cite an edition, as a file for a reference manager."""
    edition = _edition(city, year)
    content_type, text = FORMATS[kind](edition)
    name = f"{edition.report.city.slug}-{edition.year}.{kind}"
    return HttpResponse(
        text, content_type=content_type, headers={"Content-Disposition": f'attachment; filename="{name}"'}
    )


def edition_file(request, city, year, language):
    """The present PDF of an edition in a language."""
    file = _edition(city, year).file_in(language)
    if file is None:
        raise Http404
    stay_or_move(request, file.get_absolute_url())
    return _pdf(request, file)


def earlier_file(request, city, year, language, pk):
    """A PDF that a corrected one has replaced, for those who have read or cited it; names the present one."""
    file = _edition(city, year).earlier_files.filter(language=language, pk=pk).first()
    if file is None:
        raise Http404
    stay_or_move(request, file.get_absolute_url())
    response = _pdf(request, file)
    present = reverse("reports:file", args=[file.edition.report.city.slug, file.edition.year, language])
    response["Link"] = f'<{settings.SITE_URL}{present}>; rel="canonical"'
    return response


def _pdf(request, file):
    return send_file(request, file.pdf, filename=file.download_name, language=file.language)


def _editions(slug):
    city = find(City.objects.published(), slug)
    editions = list(Edition.objects.published().filter(report__city=city).with_files())
    if not editions:
        raise Http404(_("There is no report on this city yet."))
    return editions


def _edition(slug, year):
    """The public edition whose year this is or was."""
    city = find(City.objects.published().select_related("report"), slug)
    if not hasattr(city, "report"):
        raise Http404
    return find(Edition.objects.published().with_files(), str(year), city.report.uuid)
