"""Lists that visitors filter by the query string: OR within a name, AND across names."""

from django.core.paginator import InvalidPage, Paginator
from django.http import Http404, QueryDict
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django_filters import FilterSet, MultipleChoiceFilter

PAGE_SIZE = 24


class Facet(MultipleChoiceFilter):
    """Check boxes of one name. `options()` gives [(value, label)]; the values chosen go to one QuerySet method."""

    def __init__(self, options, queryset_method, **kwargs):
        super().__init__(**kwargs)
        self.options, self.queryset_method = options, queryset_method

    def filter(self, queryset, values):
        return getattr(queryset, self.queryset_method)(values) if values else queryset


class ListFilter(FilterSet):
    """A FilterSet of facets that names unknown values instead of failing on them."""

    def __init__(self, data, queryset):
        super().__init__(data, queryset)
        self.unknown = []
        self.data = QueryDict(mutable=True)
        for name, facet in self.filters.items():
            facet.extra["choices"] = facet.options()
            labels = dict(facet.extra["choices"])
            for value in dict.fromkeys(filter(None, data.getlist(name))):
                if value in labels:
                    self.data.appendlist(name, value)
                else:
                    self.unknown.append(value)

    @cached_property
    def active(self):
        """What is filtered by, in order: name, value and label of each, and the query string without it."""
        labels = {name: dict(facet.extra["choices"]) for name, facet in self.filters.items()}
        return [
            {"name": name, "value": value, "label": labels[name][value], "query": self._query_without(name, value)}
            for name, values in self.data.lists()
            for value in values
        ]

    @property
    def query(self):
        """The query string of exactly this view, without page, empty and unknown parameters."""
        return self.data.urlencode()

    @property
    def in_words(self):
        """The view in words, for titles and file names: “Housing, Health care, Germany”."""
        return ", ".join(str(choice["label"]) for choice in self.active)

    def _query_without(self, name, value):
        rest = self.data.copy()
        rest.setlist(name, [other for other in rest.getlist(name) if other != value])
        return rest.urlencode()


def page_of(request, queryset, size=PAGE_SIZE):
    """The page of a queryset or list that the query string asks for; Http404 past the end and for what is no number."""
    try:
        return Paginator(queryset, size).page(request.GET.get("page", 1))
    except InvalidPage as error:
        raise Http404(_("There is no such page of this list.")) from error
