"""What is mended after a change is what would be made from nothing."""

from contextlib import contextmanager
from datetime import timedelta
from random import Random

import pytest
from django.http import QueryDict
from django.utils import timezone
from django.utils.translation import override

from approaches.filters import ApproachFilter
from approaches.models import Approach
from cities.filters import CityFilter
from cities.models import City, Membership, PolicyArea
from content import freshness
from content.freshness import holding
from lists import orders
from tests.factories import make_approach, make_area, make_city, make_edition, make_membership, make_network

pytestmark = pytest.mark.django_db

NAMES = ["Ärzte", "Łódź", "Zwolle", "Ulm", "Αθήνα", "Çankaya", "ulm", "Bern"]
STATES = ["published", "published", "published", "draft"]


def some(random, model):
    return random.choice(list(model.objects.all()))


CHANGES = {
    "a city": lambda random: make_city(random.choice(NAMES), state=random.choice(STATES)),
    "an approach": lambda random: make_approach(
        some(random, City),
        [some(random, PolicyArea)],
        title_de=random.choice(NAMES),
        start_year=random.choice([None, 2020]),
    ),
    "another name": lambda random: City.objects.filter(pk=some(random, City).pk).update(name_de=random.choice(NAMES)),
    "another title": lambda random: Approach.objects.filter(pk=some(random, Approach).pk).update(title_en="Other"),
    "another state": lambda random: City.objects.filter(pk=some(random, City).pk).update(state=random.choice(STATES)),
    "another country": lambda random: City.objects.update(country=random.choice(["DE", "FR"])),
    "another city": lambda random: Approach.objects.filter(pk=some(random, Approach).pk).update(
        city=some(random, City)
    ),
    "areas": lambda random: some(random, Approach).policy_areas.set([some(random, PolicyArea)]),
    "an area": lambda random: PolicyArea.objects.update(name_en=random.choice(NAMES)),
    "a membership": lambda random: make_membership(make_city(), make_network()),
    "no membership": lambda random: Membership.objects.filter(pk=some(random, Membership).pk).delete(),
    "a report": lambda random: make_edition(make_city(), languages=()),
    "later": lambda random: Approach.objects.filter(pk=some(random, Approach).pk).update(
        publish_at=timezone.now() + timedelta(days=1)
    ),
    "no more": lambda random: some(random, Approach).delete(),
}


def told(filterset, index):
    """All that an index says, in two languages."""
    pks = list(index.pks)
    found = [pks, {name: {value: list(bits) for value, bits in sets.items()} for name, sets in index.sets.items()}]
    for code in ["en", "de"]:
        with override(code):
            found += [[*index.labels(name, facet).items()] for name, facet in filterset.base_filters.items()]
            for name in filterset.sorts:
                filters = filterset(QueryDict(f"sort={name}"), filterset.model.objects.published())
                filters.index = index
                found.append([name, [thing.pk for thing in filters.qs]])
    return found


@contextmanager
def nothing_held():
    """In the block as in a process that has just begun; afterwards as before."""
    held = dict(holding._shelf._held)
    freshness.forget()
    yield
    holding._shelf._held.clear()
    holding._shelf._held.update(held)


@pytest.mark.parametrize("filterset", [ApproachFilter, CityFilter])
def test_what_is_mended_is_what_is_made_from_nothing(filterset):
    for seed in range(2):
        random = Random(seed)
        for name in NAMES[:4]:
            make_approach(make_city(name, name_de=name), [make_area(f"area-{seed}-{NAMES.index(name)}")], title_de=name)
        make_membership(some(random, City), make_network())
        for change in random.choices([*CHANGES], k=12):
            told(filterset, filterset.whole())
            if change != "no membership" or Membership.objects.exists():
                CHANGES[change](random)
            mended = told(filterset, filterset.whole())
            with nothing_held():
                assert (change, mended) == (change, told(filterset, filterset.whole()))


def test_where_many_have_moved_all_are_put_in_order_again(monkeypatch):
    monkeypatch.setattr(orders, "MOST_TO_MOVE", 1)
    pks = {name: make_approach(make_city(), title_en=name).pk for name in ["Ulm", "Bern", "Graz"]}
    assert [*orders.by_text(Approach, "title")] == [pks["Bern"], pks["Graz"], pks["Ulm"]]
    for old, new in [("Ulm", "Aachen"), ("Bern", "Zwolle")]:
        Approach.objects.filter(pk=pks[old]).update(title_en=new)
    assert [*orders.by_text(Approach, "title")] == [pks["Ulm"], pks["Graz"], pks["Bern"]]


def test_a_changed_text_asks_for_no_order(django_assert_num_queries):
    approach = make_approach(make_city(), title_en="Ulm")
    make_approach(make_city(), title_en="Bern")
    order = orders.by_text(Approach, "title")
    for number in range(2):
        Approach.objects.filter(pk=approach.pk).update(summary_en=f"Summary {number}")
        with django_assert_num_queries(2):  # what has changed, and in which rows
            assert orders.by_text(Approach, "title") is order


def test_what_did_not_change_is_shared_with_the_former_one():
    approach = make_approach(make_city("Bern"), [make_area()])
    former = ApproachFilter.whole()
    Approach.objects.filter(pk=approach.pk).update(lead="both")
    index = ApproachFilter.whole()
    assert index is not former
    assert {name for name in index.sets if index.sets[name] is not former.sets[name]} == {"lead"}


def test_a_crossing_counts_those_that_have_both():
    bern, ulm = make_city("Bern"), make_city("Ulm")
    housing, health, unused = make_area("housing"), make_area("health"), make_area("unused")
    make_approach(bern, [housing, health])
    make_approach(bern, [housing])
    make_approach(ulm, [health])
    areas = [area.slug for area in (housing, health, unused)]
    found = ApproachFilter.whole().crossing("city", ["bern", "ulm", "nowhere"], "area", areas)
    assert found == {("bern", "housing"): 2, ("bern", "health"): 1, ("ulm", "health"): 1}
