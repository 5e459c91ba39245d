"""What a filtered list costs with 1,000, 10,000 and 100,000 approaches, on both databases: `make bench-lists`."""

import os
import statistics
import sys
import time

from bench.content import SIZES, grow_to, measure_on_each_database

ADDRESSES = {
    "no filter": "/en/approaches/",
    "1 area": "/en/approaches/?area=area-1",
    "3 areas, 3 countries, 2 networks": "/en/approaches/?area=area-1&area=area-2&area=area-3"
    "&country=DE&country=FR&country=IT&network=network-1&network=network-2",
    "by title in German": "/de/ansaetze/?area=area-1&sort=title",
}
TIMES = 21


def milliseconds(do):
    """The medians of so many runs, two before them not counted: of the clock, and of what this process computed."""
    runs = []
    for _time in range(TIMES + 2):
        began = time.perf_counter(), time.process_time()
        do()
        runs.append((time.perf_counter() - began[0], time.process_time() - began[1]))
    return [1000 * statistics.median(seconds) for seconds in zip(*runs[2:], strict=True)]


def load(address):
    """All that the page needs, without rendering it: the counts of all options and the cards."""
    from django.http import QueryDict
    from django.utils.translation import override

    from approaches.filters import ApproachFilter
    from approaches.models import Approach

    path, _mark, query = address.partition("?")
    with override(path[1:3]):
        filters = ApproachFilter(QueryDict(query), Approach.objects.published().for_cards())
        return filters.shown_facets, len(filters.qs), filters.qs[0:24]


def measure():
    import django

    django.setup()
    from django.test import Client

    from content import freshness

    client, pages, data, rebuilt = Client(HTTP_HOST="localhost"), {}, {}, {}
    for size in SIZES:
        grow_to(size)
        freshness.forget()
        began = time.process_time()
        load(ADDRESSES["no filter"])
        rebuilt[size] = 1000 * (time.process_time() - began)
        for name, address in ADDRESSES.items():
            assert client.get(address).status_code == 200
            data[name, size] = milliseconds(lambda address=address: load(address))
            pages[name, size] = milliseconds(lambda address=address: client.get(address))
    for place, clock in enumerate(["by the clock", "computed in the process"]):
        show(f"the whole page, ms {clock}", pages, place)
        show(f"without rendering, ms {clock}", data, place)
    print("after a change, once per process, ms: " + ", ".join(f"{size:,}: {ms:.0f}" for size, ms in rebuilt.items()))


def show(title, results, place):
    print(f"{title:<50}" + "".join(f"{size:>9,}" for size in SIZES) + "  last : first")
    for name in ADDRESSES:
        medians = [results[name, size][place] for size in SIZES]
        ratio = medians[-1] / medians[0]
        print(f"  {name:<48}" + "".join(f"{median:>9.1f}" for median in medians) + f"{ratio:>11.1f}")


if __name__ == "__main__":
    if os.environ.get("BENCH_RUN"):
        os.environ.setdefault("DJANGO_SETTINGS_MODULE", "movingcities.settings")
        measure()
    else:
        sys.exit(measure_on_each_database("bench.facets"))
