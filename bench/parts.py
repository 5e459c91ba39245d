"""The parts of the comparison. Each gives rows, and the goals that these are held against."""

from contextlib import ExitStack
from functools import partial
from itertools import cycle, islice
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import NamedTuple

from bench import sites
from bench.contenders import another, behind_nginx, ours, static_file
from bench.editor import Editor
from bench.load import CONNECTIONS, in_all_encodings, wrk
from bench.stage import Contender
from bench.table import Goal, compared, with_ratio
from bench.visitors import RATE, ask_one_by_one, visited
from tests.trials.proxies import ask

HELLO = "hello world, seven middleware"
STATIC = "nginx, static gzip file"
KEPT, NGINX, ANEW = "kept", "behind nginx", "made anew"
WAGTAIL = "Wagtail"
ONE, THOUSAND = "city", "1,000 addresses in gzip, br and zstd"
QUIET, EDITED = "without an editor", "an editor saves every ten seconds"
#: So many visits have been there when visitors begin to count: those of four minutes, after which six of ten pages that
#: are asked for are kept at 10,000 approaches.
VISITS_BEFORE = 5_000
#: A page that is made anew keeps a process busy by itself.
FEW_CONNECTIONS = 8


def hello(stack):
    """{Contender: (server, requests)} of hello world, until the stack ends.

    Requests that wait give it as many threads as a server comes to have that is used.
    """
    server = stack.enter_context(another(DJANGO_SETTINGS_MODULE="bench.hello.settings"))
    wrk(server, [("gzip", "/slow/")], 2, 2 * CONNECTIONS)
    return {Contender("Hello, world!", HELLO): (server, in_all_encodings(["/"]))}


def new_directory(stack):
    return Path(stack.enter_context(TemporaryDirectory(prefix="moving-cities-bench-")))


def kept(stage):
    """What each process keeps, over many addresses, beside hello world."""
    with ExitStack() as stack:
        asked = hello(stack)
        for site in stage.sites_of(10_000):
            server = stack.enter_context(ours(site))
            asked[Contender(THOUSAND, KEPT, site.database, site.size)] = server, in_all_encodings(site.asked["details"])
        rows = compared(stage.loaded("kept", asked), HELLO)
    what = "a kept page, over 1,000 addresses, to hello world"
    return rows, [Goal(what, row.database, row.ratios[HELLO], 1, True, " ×", (row,)) for row in rows[1:]]


def proxy(stage):
    """The same behind nginx, beside nginx with a file."""
    with ExitStack() as stack:
        asked = {}
        for site in stage.sites_of(10_000):
            server = stack.enter_context(behind_nginx(site, new_directory(stack)))
            page = [("gzip", site.asked["pages"][ONE])]
            asked[Contender(ONE, NGINX, site.database, site.size)] = server, page
            asked[Contender(THOUSAND, NGINX, site.database, site.size)] = (
                server,
                in_all_encodings(site.asked["details"]),
            )
        file = ask(server.address, page[0][1], Accept_Encoding="gzip").body
        static = stack.enter_context(static_file(new_directory(stack), file))
        asked[Contender(f"{ONE}, {len(file):,} bytes", STATIC)] = static, [("gzip", "/page.html")]
        rows = compared(stage.loaded("nginx", asked), STATIC)
    what = "a kept page behind nginx, to nginx with a static gzip file"
    one = [row for row in rows if row.what == ONE]
    return rows, [Goal(what, row.database, row.ratios[STATIC], 0.9, True, " ×", (row,)) for row in one]


def visits(stage):
    """Visitors at 10,000 and at 100,000 approaches, with and without an editor."""
    rows, goals = [], []
    for size in (10_000, 100_000):
        with ExitStack() as stack:
            rounds = {}
            for site in stage.sites_of(size):
                server = stack.enter_context(ours(site))
                rounds |= visiting(stage, site, server)
            found = stage.rows("visits", rounds)
        for quiet, edited in zip(found[::2], found[1::2], strict=True):
            rows += [quiet, with_ratio(edited, quiet, "p50")]
            goals += goals_of_visits(quiet, edited)
    return rows, goals


def visiting(stage, site, server):
    """{Contender: function that measures one round} without and with an editor, on a server that has been in use."""
    walk, seconds = cycle(site.asked["walk"]), stage.visiting_seconds
    ask_one_by_one(server, islice(walk, VISITS_BEFORE))
    one_round = partial(visited, server, walk, seconds, stage.databases)
    editor, what = Editor(server.address, site.asked["forms"]), f"{RATE} visitors a second"
    return {
        Contender(f"{what}, {QUIET}", KEPT, site.database, site.size): one_round,
        Contender(f"{what}, {EDITED}", KEPT, site.database, site.size): partial(one_round, editor=editor),
    }


def goals_of_visits(quiet, edited):
    rows, place = (quiet, edited), f"{RATE} visitors a second at {quiet.approaches:,} approaches"
    if quiet.approaches == 100_000:
        within_a_second = [(QUIET, quiet), (EDITED, edited)]
        for who, row in within_a_second:
            yield Goal(f"p99, {place}, {who}", row.database, row.figures["p99"].median / 1000, 1, False, " s", (row,))
        return
    for figure, name, bound in [("p50", "median", 1.2), ("p99", "p99", 3)]:
        ratio = edited.figures[figure].median / quiet.figures[figure].median
        yield Goal(f"{name} with an editor to without, {place}", quiet.database, ratio, bound, False, " ×", rows)


def growth(stage):
    """Two pages that tell of everything, at 1,000 and with as many approaches as there are."""
    most = max(site.size for site in stage.sites)
    with ExitStack() as stack:
        asked = {}
        for site in stage.sites_of(1_000, most):
            server = stack.enter_context(ours(site, KEPT_PAGES_MB="0"))
            for page in ("home", "matrix"):
                one = server, [("gzip", site.asked["pages"][page])]
                asked[Contender(page, ANEW, site.database, site.size)] = one
        rows = stage.loaded("growth", asked, connections=1)
    small = {(row.what, row.database): row for row in rows if row.approaches == 1_000}
    goals = []
    for row in rows:
        if row.approaches == most:
            first = small[row.what, row.database]
            ratio = row.figures["p50"].median / first.figures["p50"].median
            what = f"{row.what} made anew, {most:,} approaches to 1,000"
            goals.append(Goal(what, row.database, ratio, 1.5, False, " ×", (row, first)))
    return rows, goals


def pages(stage):
    """Each page made anew, kept and behind nginx, at three sizes; with the sample content beside Wagtail.

    What is kept does not depend on how much there is, so in what has grown all pages are asked for in turn.
    """
    rows = []
    for size in sorted({site.size for site in stage.sites} & {sites.SAMPLE, 10_000, 100_000}):
        with ExitStack() as stack:
            asked = hello(stack)
            for site in stage.sites_of(size):
                servers = {
                    ANEW: stack.enter_context(ours(site, KEPT_PAGES_MB="0")),
                    KEPT: stack.enter_context(ours(site)),
                    NGINX: stack.enter_context(behind_nginx(site, new_directory(stack))),
                }
                for name, server in servers.items():
                    one_by_one = name == ANEW or size == sites.SAMPLE
                    asked |= asking(name, server, site, one_by_one)
                asked |= wagtail(stack, site)
            found = compared(stage.loaded("pages", asked, FEW_CONNECTIONS), HELLO)
            rows += compared(found, WAGTAIL, "what", "database")
    return rows, []


def asking(name, server, site, one_by_one):
    """{Contender: (server, requests)} of each page, or of all of them in turn."""
    paths = {page: path for page, path in site.asked["pages"].items() if page != "matrix"}
    requests = {page: [("gzip", path)] for page, path in paths.items()}
    if not one_by_one:
        requests = {"all of these": [request for some in requests.values() for request in some]}
    return {Contender(page, name, site.database, site.size): (server, some) for page, some in requests.items()}


def wagtail(stack, site):
    """{Contender: (server, requests)} of the pages that Wagtail has as well; empty where it has none."""
    if not site.wagtail:
        return {}
    server = stack.enter_context(another(sites.WAGTAIL, **site.wagtail))
    paths = {page: site.asked["pages"][page] for page in ("home", "city", "city list", "approach list, one area")}
    paths = {page: path.removeprefix("/en") for page, path in paths.items()}
    paths["approach"] = f"/approaches/{site.asked['pages']['approach'].split('/')[-2]}/"
    return {
        Contender(page, WAGTAIL, site.database, site.size): (server, [("gzip", path)]) for page, path in paths.items()
    }


class Part(NamedTuple):
    measure: callable
    #: So many approaches the sites have that it needs.
    sizes: tuple


PARTS = {
    "kept": Part(kept, (10_000,)),
    "nginx": Part(proxy, (10_000,)),
    "visits": Part(visits, (10_000, 100_000)),
    "growth": Part(growth, (1_000, 10_000, 100_000)),
    "pages": Part(pages, (sites.SAMPLE, 10_000, 100_000)),
}
