"""What each part of the comparison is given, and how it has its contenders measured."""

from functools import partial
from typing import NamedTuple

from bench.load import CONNECTIONS, measured, warm_up
from bench.rounds import Watch, alternate
from bench.table import Row

#: So many contenders are few, and each has so many rounds for one of visitors; where there are more it has two.
FEW, MORE = 10, 7
#: Seconds of a round of wrk: chance decides which process takes which connections, so many short ones tell more.
SECONDS = 1


class Contender(NamedTuple):
    """Of whom a row tells: what is asked for, who answers, with which database, with so many approaches."""

    what: str
    name: str
    database: str = ""
    size: int | None = None


class Stage(NamedTuple):
    """The prepared sites, the process ids of database servers, who watches, and how long and often to measure.

    A round of visitors takes `visiting_seconds`, and there are `times` of them.
    """

    sites: list
    databases: list
    watch: Watch
    visiting_seconds: int
    times: int

    def sites_of(self, *sizes):
        return [site for site in self.sites if site.size in sizes]

    def rows(self, part, rounds, times=None):
        """A Row for each of {Contender: function that measures one round}."""
        figures = alternate(rounds, times or self.times, self.watch)
        return [Row(part, *contender, found) for contender, found in figures.items()]

    def loaded(self, part, asked, connections=CONNECTIONS):
        """A Row for each of {Contender: (server, requests)}, which is asked for as much as it can answer."""
        rounds = {}
        for contender, (server, requests) in asked.items():
            warm_up(server, requests, connections)
            rounds[contender] = partial(measured, server, requests, SECONDS, self.databases, connections)
        return self.rows(part, rounds, self.times * (2 if len(asked) > FEW else MORE))
