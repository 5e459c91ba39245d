from django.utils.translation import gettext_lazy

from cities.filters import city_labels, network_labels, year_labels
from content.models import is_public
from content.rows import raw_rows
from lists.facets import Facet, Sort
from lists.filters import ListFilter
from lists.orders import by_text
from news.models import NewsPost


def cities():
    return raw_rows(NewsPost.cities.through.objects.filter(is_public("city__")), "newspost", "city__slug")


def networks():
    public = NewsPost.networks.through.objects.filter(is_public("network__"))
    return raw_rows(public, "newspost", "network__slug")


def newest():
    return NewsPost.objects.published().values_list("pk", flat=True)


def by_title():
    return by_text(NewsPost, "title")


class NewsFilter(ListFilter):
    model = NewsPost
    title = gettext_lazy("News")
    sorts = {
        "newest": Sort(gettext_lazy("Newest first"), newest),
        "title": Sort(gettext_lazy("A to Z"), by_title),
    }

    kind = Facet("kind", labels=lambda values: dict(NewsPost.Kind.choices), label=gettext_lazy("Kind"))
    year = Facet("date", values=lambda date: [str(date.year)], labels=year_labels, label=gettext_lazy("Year"))
    city = Facet(pairs=cities, labels=city_labels, label=gettext_lazy("City"))
    network = Facet(pairs=networks, labels=network_labels, label=gettext_lazy("Network"))
