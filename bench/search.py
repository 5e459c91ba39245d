"""Measures search over 100,000 documents on SQLite and PostgreSQL: `python -m bench.search [number of documents]`.

The content is made up outside of the repository: approaches in seven languages, about 290 words in each.
The medians are those of whole searches: matching, grouping, objects, passages; and of pages as a browser gets them.
"""

import os
import random
import statistics
import subprocess
import sys
import tempfile
import time
from itertools import accumulate
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

WORDS = 290
REPEATS = 15
#: Words in every language with the share of documents that they stand in.
SHARES = {"gemeinwesen": 0.76, "quartierfonds": 0.076, "nachtbus": 0.005}
NAMES = {"gemeinwesen": "common word", "quartierfonds": "medium word", "nachtbus": "rare word"}
SEARCHES = [*SHARES, "gemeinwesen nachtbus", "nahctbus"]


def main():
    size = int(sys.argv[1]) if len(sys.argv) > 1 else 100_000
    from tests import postgres

    measure_in_child("SQLite", "", size)
    if postgres.binaries():
        with postgres.throwaway_server() as url:
            # The time of the server is read from the process of one connection, which is kept for that.
            measure_in_child("PostgreSQL", f"{url}?conn_max_age=3600", size)
    else:
        print("Lacking on this machine: PostgreSQL.")


def measure_in_child(title, url, size):
    with tempfile.TemporaryDirectory(prefix="bench-") as data_dir:
        environment = os.environ | {"DATA_DIR": data_dir, "DATABASE_URL": url, "BENCH_SIZE": str(size)}
        environment["STATIC_ROOT"] = os.environ.get("STATIC_ROOT", str(ROOT / "var" / "static"))
        print(f"\nSearch, {size:,} documents on {title}", flush=True)
        subprocess.run([sys.executable, __file__], cwd=ROOT, env=environment, check=True)


def measure(size):
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "movingcities.settings")
    import django

    django.setup()
    from django.core.management import call_command
    from django.test import Client
    from django.utils.translation import activate

    call_command("migrate", verbosity=0)
    started = time.perf_counter()
    make_content(size // 7)
    print(f"  content made in {time.perf_counter() - started:.0f} s", flush=True)
    from search import index

    started = time.perf_counter()
    print(f"  {index.rebuild():,} documents indexed in {time.perf_counter() - started:.0f} s", flush=True)
    settle()
    activate("de")
    client = Client(SERVER_NAME="localhost")
    print(f"  {'ms, wall and processor':24}{'search':>16}{'page':>16}{'list':>16}{'hits':>8}")
    for text in SEARCHES:
        print_row(text, client)
    typed = measured(lambda: client.get("/de/suche/vorschlaege/", {"q": "qua"}))
    print(f"  {'suggestions for “qua”':24}{'':>16}{typed}")


def settle():
    """What the databases do by themselves sooner or later."""
    from django.db import connection

    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")


def print_row(text, client):
    from approaches.models import Approach
    from search.results import SearchResults, primary_keys

    search = measured(lambda: SearchResults(text).page(1))
    page = measured(lambda: client.get("/de/suche/", {"q": text}))
    listed = measured(lambda: primary_keys(Approach, text, "de"))
    print(f"  {NAMES.get(text, text):24}{search}{page}{listed}{SearchResults(text).count:>8}", flush=True)


def measured(work):
    """The median of wall time, and the mean time of a processor, which a busy machine does not spoil."""
    work()  # warm
    times, before = [], processor_time()
    for _repeat in range(REPEATS):
        started = time.perf_counter()
        work()
        times.append((time.perf_counter() - started) * 1000)
    cpu = (processor_time() - before) / REPEATS * 1000
    return f"{statistics.median(times):>9.1f}{cpu:>7.1f}"


def processor_time():
    """Seconds that this process, and the database server for it, have used."""
    from django.db import connection

    if connection.vendor == "sqlite":
        return time.process_time()
    stat = Path(f"/proc/{connection.connection.get_backend_pid()}/stat").read_text().rpartition(") ")[2].split()
    return time.process_time() + (int(stat[11]) + int(stat[12])) / os.sysconf("SC_CLK_TCK")


def make_content(number):
    from approaches.models import Approach, ApproachSection
    from cities.models import City
    from content.languages import CODES

    dice = random.Random(7)
    vocabulary = {
        code: ["".join(dice.choices(SYLLABLES, k=dice.randint(2, 4))) for _word in range(8_000)] for code in CODES
    }
    weights = list(accumulate(1 / rank for rank in range(1, 8_001)))
    cities = [
        City(name_en=f"City {place}", slug=f"city-{place}", country="DE", latitude=52, longitude=13, state="published")
        for place in range(200)
    ]
    City.objects.bulk_create(cities)
    for start in range(0, number, 500):
        approaches, sections = [], []
        for place in range(start, min(start + 500, number)):
            approach = Approach(city=cities[place % 200], state="published", languages=CODES)
            section = ApproachSection(owner=approach)
            for code in CODES:
                words = dice.choices(vocabulary[code], cum_weights=weights, k=WORDS)
                words += [word for word, share in SHARES.items() if dice.random() < share]
                setattr(approach, f"title_{code}", " ".join(words[-6:]).capitalize())
                setattr(approach, f"slug_{code}", f"a-{place}")
                setattr(approach, f"summary_{code}", " ".join(words[:30]))
                setattr(section, f"body_{code}", f"<p>{' '.join(words[30:])}</p>")
            approaches.append(approach)
            sections.append(section)
        Approach.objects.bulk_create(approaches)
        ApproachSection.objects.bulk_create(sections)


STARTS = ["b", "d", "f", "g", "k", "l", "m", "n", "p", "qu", "r", "s", "t", "v", "w", "z", "st", "sch"]
ENDS = ["a", "e", "i", "o", "u", "ei", "au", "an", "er", "in"]
SYLLABLES = [start + end for start in STARTS for end in ENDS]

if __name__ == "__main__":
    if size := os.environ.get("BENCH_SIZE"):
        measure(int(size))
    else:
        main()
