"""What the measurements ask of a site, chosen from its content by seeded chance; runs within Django."""

import json
from itertools import accumulate, product
from random import Random
from urllib.parse import urlencode

from django.urls import reverse
from django.utils.translation import override

from approaches.models import Approach
from cities.models import City, PolicyArea
from content.addresses import address_in

#: The pages that are measured one by one, which the sample content gives at every size.
PAGES = {
    "home": "/en/",
    "city list": "/en/cities/",
    "approach list, one area": "/en/approaches/?area=housing",
    "matrix": "/en/approaches/matrix/",
    "news": "/en/news/",
    "search": "/en/search/?q=shelter",
}
#: How many of a hundred visitors read in which language.
LANGUAGES = {"en": 45, "de": 25, "fr": 10, "it": 8, "es": 6, "pl": 3, "el": 3}
#: How many of a hundred visits go where.
VISITS = {"home": 10, "list": 10, "filtered": 20, "approach": 32, "city": 18, "search": 6, "news": 4}
#: So many different approaches, and half as many cities, are read by visitors.
KNOWN = 5_000
DETAILS = 1_000


def print_addresses(visits=10_000):
    """Write all as JSON: pages, {name: path}; details, so many paths; walk, paths in the order that visitors ask for
    them; forms, the paths of forms of the admin."""
    random = Random(7)
    approaches, cities = known(Approach, KNOWN, random), known(City, KNOWN // 2, random)
    with override("en"):
        city = City.objects.get(slug="potsdam")
        own = {"city": city.get_absolute_url(), "approach": city.approaches.published().first().get_absolute_url()}
    walk = Walk(approaches, cities, random)
    found = {
        "pages": own | PAGES,
        "details": details([*cities, *approaches], random),
        "walk": [walk.step() for _visit in range(visits)],
        "forms": [path for pair in zip(approaches[:100], cities[:100], strict=False) for path in map(form_of, pair)],
    }
    print(json.dumps(found))


def known(model, number, random):
    """So many public objects of a model at most, in the order of how often they are asked for."""
    keys = list(model.objects.published().order_by("pk").values_list("pk", flat=True))
    chosen = random.sample(keys, min(number, len(keys)))
    found = model.objects.select_related("city").in_bulk(chosen) if model is Approach else model.objects.in_bulk(chosen)
    return [found[key] for key in chosen]


def details(things, random):
    """So many different addresses of things, in all languages."""
    return [address_in(*pair) for pair in random.sample(list(product(LANGUAGES, things)), DETAILS)]


def form_of(thing):
    return reverse(f"admin:{thing._meta.app_label}_{thing._meta.model_name}_change", args=[thing.pk])


class Walk:
    """Where visitors go, one after the other; few things are read often and most of them seldom (Zipf)."""

    def __init__(self, approaches, cities, random):
        self.random, self.things = random, {"approach": approaches, "city": cities}
        self.popularity = list(accumulate(1 / rank for rank in range(1, KNOWN + 1)))
        self.areas = list(PolicyArea.objects.values_list("slug", flat=True))
        self.countries = sorted(set(City.objects.published().values_list("country", flat=True)))

    def step(self):
        with override(self.chosen(LANGUAGES)):
            kind = self.chosen(VISITS)
            return self.popular(kind).get_absolute_url() if kind in self.things else getattr(self, kind)()

    def chosen(self, shares):
        return self.random.choices(list(shares), list(shares.values()))[0]

    def popular(self, kind):
        things = self.things[kind]
        return self.random.choices(things, cum_weights=self.popularity[: len(things)])[0]

    def home(self):
        return reverse("home")

    def list(self):
        return reverse(self.random.choice(["approaches:approach_list", "cities:city_list"]))

    def filtered(self):
        """A list by one or two facets, a further page of it, or in another order."""
        area, country = self.random.choice(self.areas), self.random.choice(self.countries)
        queries = [f"area={area}", f"country={country}", f"area={area}&country={country}", "page=2", "sort=title"]
        return f"{reverse('approaches:approach_list')}?{self.random.choice(queries)}"

    def search(self):
        word = self.random.choice(str(self.popular("approach").t.title).split())
        return f"{reverse('search:search')}?{urlencode({'q': word.strip('“”,:’').lower()})}"

    def news(self):
        return reverse("news:post_list")
