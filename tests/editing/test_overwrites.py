import random
from collections import Counter

import pytest

from tests.editors import Story, TableStory

pytestmark = pytest.mark.django_db


def test_nothing_is_overwritten_that_was_not_shown():
    counts = Counter()
    for seed in range(4):
        counts.update(Story(random.Random(seed)).play())
    counts.update(TableStory(random.Random(5)).play())
    assert {name: counts[name] for name in ["silent", "lost"]} == {"silent": 0, "lost": 0}
    assert counts["overwritten"] > 0
    assert counts["asked"] > 0
    assert counts["import"] > 0


def test_the_same_editors_overwrite_each_other_with_a_stock_admin_class(settings):
    settings.ROOT_URLCONF = "tests.stock_urls"
    assert sum(Story(random.Random(seed), site="stock").play()["silent"] for seed in range(4)) > 0
