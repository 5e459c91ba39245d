"""What a list can be filtered by and sorted by, and how the form shows it."""

import re
from collections.abc import Callable, Collection, Hashable, Iterable
from dataclasses import dataclass
from typing import Any

from django.utils.functional import Promise
from django_filters import MultipleChoiceFilter


class Facet(MultipleChoiceFilter):
    """Check boxes of one name.

    `columns` of an object hold its values; `values(*columns)` reads them and depends on nothing else, by default all
    that are not empty. For what hangs together by other tables `pairs()` gives instead (what is in the one column,
    value), without a column (primary key, value). `labels(values)` gives {value: label} of all options in the active
    language, in the order to show them, knowing which values there are.
    """

    def __init__(
        self,
        *columns: str,
        labels: Callable[[Collection], dict],
        values: Callable[..., Iterable[Hashable]] | None = None,
        pairs: Callable[[], Iterable[tuple]] | None = None,
        **kwargs: Any,
    ) -> None:
        super().__init__(**kwargs)
        self.columns, self.labels, self.pairs = columns, labels, pairs
        self.values = values or (lambda *found: [str(value) for value in found if value not in {None, ""}])


@dataclass
class Sort:
    """An order of a list, for the reader of the active language.

    `pks()` names all public objects in this order. Or `along` names a facet of which each object has one value: then
    they stand in the order of its labels.
    """

    label: str | Promise
    pks: Callable[[], Iterable[int]] = tuple
    along: str = ""


@dataclass
class Option:
    name: str
    value: str
    label: str
    count: int
    is_chosen: bool

    @property
    def id(self) -> str:
        return f"{self.name}-{re.sub(r'[^a-z0-9]', '-', self.value.lower())}"


@dataclass
class ShownFacet:
    """A facet as the form shows it; `hidden` options have fewer results than those shown."""

    name: str
    label: str
    options: list[Option]
    hidden: int

    @property
    def is_open(self) -> bool:
        return any(option.is_chosen for option in self.options)
