"""All the texts that break programs: written to every column, and searched for."""

import pytest

from tests.content.test_texts import OWN, changed
from tests.corpus.texts import naughty_texts
from tests.search.test_views import queries, search_for

pytestmark = pytest.mark.django_db


def test_every_text_comes_back_the_same(report):
    texts = [*OWN, *naughty_texts()]
    report({"texts": len(texts), "changed": changed(texts)}, {"changed": []})


def test_no_text_breaks_the_search(report):
    texts = [*naughty_texts(), *queries(1000)]
    search_for(texts)
    report({"texts": len(texts)}, {"texts": 1488})
