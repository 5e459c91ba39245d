"""The public objects of a model in alphabetical order, of which few have another name after a change."""

from array import array
from collections.abc import Iterator, Mapping

from django.utils.translation import get_language

from content import freshness
from content.languages import alphabetical
from content.models import Publishable


class Alphabet:
    """Primary keys in the order of texts, {primary key: text}. Instead of each text it keeps a number made of it."""

    def __init__(self, texts: Mapping[int, str], former: "Alphabet | None" = None) -> None:
        self.pks = array("q", alphabetical(texts, former.still_right(texts) if former else ()))
        self._marks = array("q", (hash(texts[pk]) for pk in self.pks))

    def still_right(self, texts: Mapping[int, str]) -> Iterator[int]:
        """The primary keys, in order, of texts that are what they were."""
        return (pk for pk, mark in zip(self.pks, self._marks, strict=True) if pk in texts and hash(texts[pk]) == mark)


def by_text(model: type[Publishable], field: str) -> array:
    """The primary keys of all public objects in the order of a translated field in the active language; held."""

    def make(former: Alphabet | None = None) -> Alphabet:
        return Alphabet({pk: text for pk, text, _language in model.objects.published().as_read(field)}, former)

    return freshness.held(("alphabet", model, field, get_language()), make, make).pks
