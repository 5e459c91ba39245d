"""Made-up content for measurements, in databases of their own that are thrown away afterwards."""

import os
import subprocess
import sys
import tempfile
import uuid
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from itertools import islice
from pathlib import Path
from random import Random

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

from tests import postgres  # noqa: E402

SIZES = [1_000, 10_000, 100_000]
BATCH = 2_000


@contextmanager
def databases():
    """{name: DATABASE_URL} of an empty SQLite file and, where the machine has it, of a throwaway PostgreSQL."""
    with tempfile.TemporaryDirectory(prefix="moving-cities-bench-") as directory:
        urls = {"SQLite": f"sqlite:///{directory}/bench.sqlite3"}
        if not postgres.binaries():
            yield urls
            return
        with postgres.throwaway_server() as url:
            yield urls | {"PostgreSQL": url}


def measure_on_each_database(module):
    """Run `module` once for each database, in a process of its own with DATABASE_URL and DATA_DIR set."""
    with databases() as urls:
        for name, url in urls.items():
            print(f"\n=== {module} on {name} ===", flush=True)
            with tempfile.TemporaryDirectory(prefix="moving-cities-bench-") as data_dir:
                environment = os.environ | {"DATA_DIR": data_dir, "DATABASE_URL": url, "BENCH_RUN": "1"}
                environment.setdefault("STATIC_ROOT", str(ROOT / "var" / "static"))
                subprocess.run([sys.executable, "manage.py", "migrate", "--verbosity", "0"], cwd=ROOT, env=environment)
                subprocess.run([sys.executable, "-m", module], cwd=ROOT, env=environment, check=True)


def words(random, number):
    """A text of pseudo words, a few of them frequent and most of them rare, as in any language."""
    return " ".join(f"w{int(random.paretovariate(0.6)) % 50_000}" for _word in range(number))


def grow_to(size):
    """Add cities, networks, areas and approaches until there are `size` approaches, a tenth as many cities."""
    from approaches.models import Approach
    from cities.models import City, Membership, Network, PolicyArea

    random, now = Random(size), datetime(2026, 1, 1, tzinfo=UTC)
    if not PolicyArea.objects.exists():
        PolicyArea.objects.bulk_create(PolicyArea(slug=f"area-{n}", name_en=f"Area {n}") for n in range(13))
        Network.objects.bulk_create(
            Network(slug=f"network-{n}", name_en=f"Network {n}", state="published", publish_at=now) for n in range(16)
        )
    areas, networks = list(PolicyArea.objects.all()), list(Network.objects.all())

    def city(number):
        return City(
            slug=f"city-{number}",
            name_en=f"City {words(random, 1)}",
            name_de=f"Stadt {words(random, 1)}",
            languages=["en", "de"],
            country=random.choice(["DE", "FR", "IT", "ES", "GR", "PL", "CH", "AT", "NL", "BE", "SE", "DK", "PT"]),
            latitude=str(round(random.uniform(36, 60), 4)),
            longitude=str(round(random.uniform(-9, 25), 4)),
            population=random.randint(5_000, 2_000_000),
            state="published",
            publish_at=now,
        )

    def approach(number):
        return Approach(
            uuid=uuid.UUID(int=random.getrandbits(128)),
            slug_en=f"approach-{number}",
            slug_de=f"ansatz-{number}",
            title_en=words(random, 6),
            title_de=words(random, 6),
            summary_en=words(random, 40),
            summary_de=words(random, 40),
            languages=["en", "de"],
            city_id=random.choice(cities),
            lead=random.choice(["", "municipality", "civil-society", "both"]),
            status=random.choice(["running", "ended"]),
            start_year=random.randint(2005, 2026),
            state="published",
            publish_at=now - timedelta(days=random.randint(0, 3000)),
        )

    new = create(City, map(city, range(City.objects.count(), size // 10)))
    create(
        Membership,
        (Membership(city_id=pk, network=n) for pk in new for n in random.sample(networks, random.randint(0, 3))),
    )
    cities = list(City.objects.values_list("pk", flat=True))
    new = create(Approach, map(approach, range(Approach.objects.count(), size)))
    through = Approach.policy_areas.through
    create(
        through,
        (through(approach_id=pk, policyarea=a) for pk in new for a in random.sample(areas, random.randint(1, 3))),
    )
    create_addresses(City, ["slug"])
    create_addresses(Approach, ["slug_en", "slug_de"], "city__uuid")


def create_addresses(model, slugs, *scope):
    """Let a page be found at the addresses of each object that has none yet, within the object whose uuid is `scope`.

    An address for each of its languages: who saves it changes none then.
    """
    from content.models import Address

    kind = model._meta.label_lower
    known = Address.objects.filter(kind=kind).values("owner")
    new = model.objects.exclude(uuid__in=known)
    rows = [row for slug in slugs for row in new.values_list("uuid", slug, *scope)]
    create(
        Address, (Address(kind=kind, owner=owner, slug=s, scope="".join(map(str, uuid))) for owner, s, *uuid in rows)
    )


def create(model, rows):
    """Save many rows, some at a time; gives their primary keys."""
    rows, keys = iter(rows), []
    while batch := list(islice(rows, BATCH)):
        keys += [row.pk for row in model.objects.bulk_create(batch)]
    return keys
