"""Editors at one page at random; nothing may be overwritten that its writer was not shown."""

import random
from collections import Counter

import pytest

from tests.editors import Story, TableStory

pytestmark = pytest.mark.django_db
STORIES = 1000


def test_nothing_is_overwritten_that_was_not_shown(report):
    counts = Counter()
    for seed in range(STORIES):
        counts.update((TableStory if seed % 4 == 0 else Story)(random.Random(seed)).play())
    report({"stories": STORIES, "silent": 0, "lost": 0} | counts, {"silent": 0, "lost": 0})


def test_a_stock_admin_class_overwrites(report, settings):
    settings.ROOT_URLCONF = "tests.stock_urls"
    silent = [Story(random.Random(seed), site="stock").play()["silent"] for seed in range(STORIES // 20)]
    figure = {"stories": len(silent), "silent": sum(silent), "is red": sum(silent) > 0}
    report(figure, {"is red": True})
