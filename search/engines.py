"""What finds documents: the search of the database itself, or another one that SEARCH_ENGINE names."""

from collections.abc import Callable, Iterable, Sequence
from functools import cache
from typing import Any, NamedTuple

from django.conf import settings
from django.core.exceptions import ImproperlyConfigured
from django.db import connection
from django.utils import timezone
from django.utils.module_loading import import_string

from search.models import Document
from search.queries import Query, Term, reaches_further
from search.tokens import KIND, TITLE, TYPED, tokens
from search.words import fold


class Match(NamedTuple):
    """A public document that fits a query."""

    document_id: int
    kind: str
    object_id: int
    source_id: int
    language: str
    page: int
    title: str


class Engine:
    """The interface of a search engine. Documents have been saved when they come here, in the same transaction.

    An engine for another search server keeps there what `add` is given, with `public_from`, and answers `match` with
    Matches of what is public now; all else (grouping, passages, corrections) is made from Matches.
    """

    def add(self, documents: Iterable[Document]) -> None:
        """Take up documents; the former state of the same documents goes."""
        raise NotImplementedError

    def remove(self, ids: Iterable[int]) -> None:
        """Forget the documents with these ids."""
        raise NotImplementedError

    def clear(self) -> None:
        """Forget everything."""
        raise NotImplementedError

    def outdated(self, documents: Sequence[Document]) -> list[Document]:
        """Those among the documents that are missing here, or here in another state."""
        raise NotImplementedError

    def superfluous(self) -> int:
        """How many entries belong to no document."""
        raise NotImplementedError

    def match(self, query: Query, limit: int, kind: str | None = None, in_titles: bool = False) -> list[Match]:
        """The Matches of public documents that have all wanted terms of a Query and none of the excluded, best first.

        Of more than `limit`, any that many. `in_titles` asks for all the wanted terms in the title, in any order.
        """
        raise NotImplementedError

    def object_ids(self, query: Query, kind: str) -> list[int]:
        """The object ids of all public objects of a kind that `match` would find, in no order."""
        raise NotImplementedError

    def match_typed(self, words: Iterable[str], limit: int) -> list[Match]:
        """At most `limit` Matches of public documents whose title has words that begin with all of these."""
        raise NotImplementedError


class DatabaseEngine(Engine):
    """The table `search_index` of our own database, made by the first migration."""

    # What each database has in its own way.
    key: str
    no_limit: int | None
    insert: str
    unranked: str
    distinct: str
    ranked: str
    entry: Callable[[Document], str]
    term: Callable[..., str]
    any_of: Callable[[Iterable[str]], str]
    condition: Callable[[Sequence[str], Sequence[str]], str]

    def add(self, documents: Iterable[Document]) -> None:
        with connection.cursor() as cursor:
            for document in documents:
                cursor.execute(self.insert, [document.pk, self.entry(document)])

    def remove(self, ids: Iterable[int]) -> None:
        with connection.cursor() as cursor:
            cursor.executemany(f"DELETE FROM search_index WHERE {self.key} = %s", [[pk] for pk in ids])

    def clear(self) -> None:
        with connection.cursor() as cursor:
            cursor.execute("DELETE FROM search_index")

    def superfluous(self) -> int:
        rows = self._rows(
            f"SELECT count(*) FROM search_index WHERE {self.key} NOT IN (SELECT id FROM search_document)", []
        )
        return rows[0][0]

    def match(self, query: Query, limit: int, kind: str | None = None, in_titles: bool = False) -> list[Match]:
        if in_titles:
            return self._matches(self.unranked, self._condition(query, kind, [TITLE]), limit)
        # Of a word that stands nearly everywhere neither longer words nor a rank are worth their time.
        common = self._matches(self.unranked, self._condition(query, kind, [""], is_exact=True), limit)
        if len(common) >= limit:
            return common
        return self._matches(self.ranked, self._condition(query, kind), limit)

    def object_ids(self, query: Query, kind: str) -> list[int]:
        return [pk for (pk,) in self._found(self.distinct, self._condition(query, kind), self.no_limit)]

    def match_typed(self, words: Iterable[str], limit: int) -> list[Match]:
        wanted = [self.any_of([self.term([TYPED + fold(word)], is_prefix=True)]) for word in words]
        return self._matches(self.unranked, self.condition(wanted, []), limit)

    def _condition(
        self, query: Query, kind: str | None, marks: Sequence[str] = ("", TITLE), is_exact: bool = False
    ) -> str:
        wanted = [self._one_of(term, marks, is_exact) for term in query.wanted]
        if kind:
            wanted.append(self.any_of([self.term([KIND + kind])]))
        return self.condition(wanted, [self._one_of(term, [""], False) for term in query.excluded])

    def _one_of(self, term: Term, marks: Sequence[str], is_exact: bool) -> str:
        """The ways in which a term may stand there. What is in the title is anywhere too; named, it raises the rank."""
        return self.any_of(
            [
                self.term([mark + language + stem for stem in stems], not is_exact and reaches_further(stems))
                for mark in marks
                for language, ways in term.alternatives().items()
                for stems in ways
            ]
        )

    def _matches(self, sql: str, condition: str, limit: int) -> list[Match]:
        return [Match(*row) for row in self._found(sql, condition, limit)]

    def _found(self, sql: str, condition: str, limit: int | None) -> list[tuple]:
        now = connection.ops.adapt_datetimefield_value(timezone.now())
        return self._rows(sql, {"condition": condition, "now": now, "limit": limit})

    def _rows(self, sql: str, arguments: Any) -> list[tuple]:
        with connection.cursor() as cursor:
            cursor.execute(sql, arguments)
            return cursor.fetchall()


MATCH_COLUMNS = "d.id, d.kind, d.object_id, d.source_id, d.language, d.page, d.title"


class SQLite(DatabaseEngine):
    """FTS5. Terms come from our own tokens only and stand in quotes, so nothing in them is taken for its syntax."""

    key = "rowid"
    no_limit = -1
    insert = "INSERT OR REPLACE INTO search_index (rowid, tokens) VALUES (%s, %s)"
    found = """
        FROM search_index JOIN search_document d ON d.id = search_index.rowid
        WHERE search_index MATCH %(condition)s AND d.public_from <= %(now)s LIMIT %(limit)s"""
    unranked = f"SELECT {MATCH_COLUMNS} {found}"
    distinct = f"SELECT DISTINCT d.object_id {found}"
    ranked = f"""
        SELECT {MATCH_COLUMNS}
        FROM (SELECT {MATCH_COLUMNS}, bm25(search_index) AS rank {found}) d ORDER BY d.rank, d.id"""

    def entry(self, document: Document) -> str:
        return " ".join(tokens(document))

    def outdated(self, documents: Sequence[Document]) -> list[Document]:
        marks = ", ".join("%s" for _document in documents)
        found = dict(
            self._rows(
                f"SELECT rowid, tokens FROM search_index WHERE rowid IN ({marks})", [doc.pk for doc in documents]
            )
        )
        return [document for document in documents if found.get(document.pk) != self.entry(document)]

    def term(self, stems: Iterable[str], is_prefix: bool = False) -> str:
        return f'"{" ".join(stems)}"{"*" if is_prefix else ""}'

    def any_of(self, terms: Iterable[str]) -> str:
        return f"({' OR '.join(dict.fromkeys(terms))})"

    def condition(self, wanted: Sequence[str], excluded: Sequence[str]) -> str:
        together = f"({' AND '.join(wanted)})"
        return f"{together} NOT ({' OR '.join(excluded)})" if excluded else together


class PostgreSQL(DatabaseEngine):
    """A tsvector that we make ourselves, so that neither dictionaries nor the locale of the database play a part."""

    key = "document_id"
    no_limit = None
    insert = """
        INSERT INTO search_index (document_id, vector) VALUES (%s, %s::tsvector)
        ON CONFLICT (document_id) DO UPDATE SET vector = excluded.vector"""
    found = """
        FROM search_hits(%(condition)s::tsquery, %(limit)s) i JOIN search_document d ON d.id = i.document_id
        WHERE d.public_from <= %(now)s"""
    unranked = f"SELECT {MATCH_COLUMNS} {found}"
    distinct = f"SELECT DISTINCT d.object_id {found}"
    ranked = f"SELECT {MATCH_COLUMNS} {found} ORDER BY ts_rank(i.vector, %(condition)s::tsquery) DESC, d.id"

    def entry(self, document: Document) -> str:
        return " ".join(f"'{token}':{place}" for place, token in enumerate(tokens(document), 1))

    def outdated(self, documents: Sequence[Document]) -> list[Document]:
        same = "SELECT document_id FROM search_index WHERE document_id = %s AND vector = %s::tsvector"
        return [document for document in documents if not self._rows(same, [document.pk, self.entry(document)])]

    def term(self, stems: Iterable[str], is_prefix: bool = False) -> str:
        return f"({' <-> '.join(self._quoted(stem, is_prefix) for stem in stems)})"

    @staticmethod
    def _quoted(stem: str, is_prefix: bool) -> str:
        return f"'{stem}'{':*' if is_prefix else ''}"

    def any_of(self, terms: Iterable[str]) -> str:
        return f"({' | '.join(dict.fromkeys(terms))})"

    def condition(self, wanted: Sequence[str], excluded: Sequence[str]) -> str:
        return " & ".join([*wanted, *(f"!{condition}" for condition in excluded)])


ENGINE_OF_DATABASE: dict[str, type[DatabaseEngine]] = {"sqlite": SQLite, "postgresql": PostgreSQL}


@cache
def engine() -> Engine:
    """The Engine that SEARCH_ENGINE names by its Python path; that of the database where it names none."""
    if not settings.SEARCH_ENGINE:
        return ENGINE_OF_DATABASE[connection.vendor]()
    try:
        named = import_string(settings.SEARCH_ENGINE)
    except ImportError as error:
        raise ImproperlyConfigured(f"SEARCH_ENGINE is “{settings.SEARCH_ENGINE}”: {error}.") from error
    if not (isinstance(named, type) and issubclass(named, Engine)):
        raise ImproperlyConfigured(f"SEARCH_ENGINE is “{settings.SEARCH_ENGINE}”, which is no search.engines.Engine.")
    return named()
