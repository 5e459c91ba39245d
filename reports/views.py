from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from cities.models import City
from content.addresses import find, stay_or_move
from content.files import send_file
from reports.citation import FORMATS
from reports.models import Edition, File


def report(request, city):
    editions = _editions(city)
    stay_or_move(request, editions[0].report.get_absolute_url())
    return render(request, "reports/report_detail.html", {"city": editions[0].report.city, "editions": editions})


def latest(request, city):
    """The newest edition in the reader's language; a page that says so where there is none in that language."""
    editions = _editions(city)
    newest = editions[0]
    if file := newest.file_in(get_language()):
        return redirect(file.get_absolute_url())
    context = {"city": newest.report.city, "editions": editions, "instead": newest.best_file(get_language())}
    return render(request, "reports/report_detail.html", context)


def edition(request, city, year):
    edition = _edition(city, year)
    stay_or_move(request, edition.get_absolute_url())
    return render(request, "reports/edition_detail.html", {"object": edition, "city": edition.report.city})


def citation(request, city, year, kind):
    """How to cite an edition, as a file for a reference manager."""
    edition = _edition(city, year)
    content_type, text = FORMATS[kind](edition)
    name = f"{edition.report.city.slug}-{edition.year}.{kind}"
    return HttpResponse(
        text, content_type=content_type, headers={"Content-Disposition": f'attachment; filename="{name}"'}
    )


def file(request, city, year, language):
    city = find(City.objects.published(), city)
    files = File.objects.published().current().select_related("edition__report__city")
    file = files.filter(edition__report__city=city, edition__year=year, language=language).first()
    if file is None:
        raise Http404
    stay_or_move(request, file.get_absolute_url())
    return send_file(request, file.pdf, filename=file.download_name, language=language)


def _editions(slug):
    city = find(City.objects.published(), slug)
    editions = list(Edition.objects.published().filter(report__city=city).with_files())
    if not editions:
        raise Http404(_("There is no report on this city yet."))
    return editions


def _edition(slug, year):
    edition = next((edition for edition in _editions(slug) if edition.year == year), None)
    if edition is None:
        raise Http404
    return edition
