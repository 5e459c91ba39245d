from django.urls import path, register_converter
from django.utils.translation import pgettext_lazy

from content.addresses import YearConverter
from reports import views
from reports.citation import FORMATS


class CitationConverter:
    regex = "|".join(FORMATS)
    to_python = to_url = staticmethod(str)


register_converter(YearConverter, "year")
register_converter(CitationConverter, "citation")

app_name = "reports"
urlpatterns = [
    path(pgettext_lazy("address", "reports/<slug:city>/"), views.report_detail, name="report_detail"),
    path(pgettext_lazy("address", "reports/<slug:city>/latest/"), views.latest, name="latest"),
    path(pgettext_lazy("address", "reports/<slug:city>/<year:year>/"), views.edition_detail, name="edition_detail"),
    path(
        pgettext_lazy("address", "reports/<slug:city>/<year:year>/<slug:language>.pdf"), views.edition_file, name="file"
    ),
    path(
        pgettext_lazy("address", "reports/<slug:city>/<year:year>/<slug:language>.<int:pk>.pdf"),
        views.earlier_file,
        name="earlier-file",
    ),
    path(
        pgettext_lazy("address", "reports/<slug:city>/<year:year>/cite.<citation:kind>"),
        views.citation,
        name="citation",
    ),
]
