"""Three ways meet: what something was (base), what I make of it (mine), and what others have made of it (theirs).

Who changed something alone keeps it; what both changed differently is a Conflict for people.
"""

from collections.abc import Callable, Collection
from typing import Any, NamedTuple

from django.http import QueryDict
from django.utils.datastructures import MultiValueDict

from editing.together.forms_as_sent import FormState, Row, Values, clean, count_of, is_of_row, position_of


class Conflict(NamedTuple):
    """Something changed by two. `key` leads to it: to a field, a field of a row, a row, or the order of the rows."""

    key: tuple[str, ...]
    base: Any
    mine: Any
    theirs: Any

    @property
    def name(self) -> str:
        return "#".join(self.key)


def three_way(base: Any, mine: Any, theirs: Any, plain: Callable[[Any], Any] = lambda value: value) -> tuple[Any, bool]:
    """(what to go on with, whether only people can decide; until they have, it is mine).

    `plain` makes of each what is compared. None stands for what is not there.
    """
    was, is_mine, is_theirs = plain(base), plain(mine), plain(theirs)
    if is_theirs in (was, is_mine):
        return mine, False
    return (theirs, False) if is_mine == was else (mine, True)


def three_way_set(base: list[Any], mine: list[Any], theirs: list[Any]) -> list[Any]:
    """What to go on with where several values are chosen: what both left, and what either has added."""
    left = [one for one in theirs if one in mine or one not in base]
    return [*left, *(one for one in mine if one not in base and one not in theirs)]


class FormMerge:
    """The merge of a request's data with the state of now; `data` and `files` are what to go on with."""

    def __init__(
        self,
        data: QueryDict,
        files: MultiValueDict,
        base: FormState,
        theirs: FormState,
        sets: Collection[str | tuple[str, str]] = frozenset(),
        pk: str = "id",
    ) -> None:
        self.base, self.theirs, self.sets, self.pk = base, theirs, sets, pk
        self.conflicts: list[Conflict] = []
        self.choices: dict[str, Any] = {name[5:]: data[name] for name in data if name.startswith("keep:")}
        self.words = {name[6:]: data.getlist(name) for name in data if name.startswith("merge:")}
        self.data = QueryDict(mutable=True)
        for name, values in data.lists():
            if not name.startswith(("keep:", "merge:")):
                self.data.setlist(name, values)
        self.files = MultiValueDict(files)
        self.renamed: dict[str, str] = {}
        self._merge_fields()
        for prefix in theirs["rows"]:
            if f"{prefix}-TOTAL_FORMS" in data:
                self._merge_rows(prefix)

    def _merge_fields(self) -> None:
        for name, theirs in self.theirs["fields"].items():
            mine = self._uploaded(name) if name.endswith(":file") else self.data.getlist(name)
            base = self.base["fields"].get(name, [])
            self.data.setlist(name, self._decide((name,), base, mine, theirs))

    def _uploaded(self, name: str) -> list[str]:
        """A file is changed by me only if I send one, or tick the box that removes it."""
        name = name.removesuffix(":file")
        if name in self.files:
            return [self.files[name].name]  # type: ignore[union-attr]  # what has a name has a file
        return [] if f"{name}-clear" in self.data else self.base["fields"].get(f"{name}:file", [])

    def _decide(self, key: tuple[str, ...], base: list[str], mine: list[str], theirs: list[str]) -> list[str]:
        """The values to go on with; notes a Conflict where only people can decide."""
        mine = self._chosen("#".join(key), base, mine)
        value, is_open = three_way(base, mine, theirs, clean)
        if is_open and (key[0] if len(key) == 1 else (key[0], key[2])) in self.sets:
            return three_way_set(clean(base), clean(mine), clean(theirs))
        if is_open:
            self.conflicts.append(Conflict(key, base, mine, theirs))
        return value

    def _chosen(self, name: str, base: list[str], mine: list[str]) -> list[str]:
        # Choices were made against what is the base now; when that has changed again, they are what was sent.
        return {"theirs": base, "merge": self.words.get(name, mine)}.get(self.choices.get(name, ""), mine)

    def _merge_rows(self, prefix: str) -> None:
        base, theirs = self.base["rows"].get(prefix, {}), self.theirs["rows"][prefix]
        sent = self._sent_rows(prefix)
        mine, added = {row.pk: row for row in sent if row.pk}, [row for row in sent if not row.pk]
        for pk in mine.keys() - theirs.keys():
            if row := self._row_deleted_by_them(prefix, mine[pk], base.get(pk, {})):
                added.append(row)
        order = self._order(prefix, base, mine, theirs)
        kept = [self._merge_row(prefix, pk, base, mine.get(pk), theirs[pk], order) for pk in theirs]
        self._write_rows(prefix, kept, added)

    def _sent_rows(self, prefix: str) -> list[Row]:
        rows = []
        for number in range(count_of(self.data, prefix)):
            start = f"{prefix}-{number}-"
            values = {
                name[len(start) :]: self.data.getlist(name)
                for name in self.data
                if name.startswith(start) and is_of_row(name, prefix)
            }
            pk = "".join(values.pop(self.pk, [""])[:1])
            rows.append(Row(number, values, pk))
        return rows

    def _row_deleted_by_them(self, prefix: str, row: Row, base: Values) -> Row | None:
        """What becomes of a row that is not there any more: nothing, or a new row if I wrote in it and keep it."""
        choice = self.choices.get(f"{prefix}#{row.pk}")
        changes = self._changes(base, row.values)
        if row.is_deleted or choice == "theirs" or (not choice and not changes):
            return None
        if choice != "mine":
            self.conflicts.append(Conflict((prefix, row.pk), changes[0], changes[1], []))
            return Row(row.number, row.values, row.pk)
        return Row(row.number, row.values)

    @staticmethod
    def _changes(base: Values, values: Values) -> tuple[list[str], ...]:
        """([values before], [values after]) of what differs between two states of a row, besides its place."""
        names = [name for name in dict.fromkeys([*base, *values]) if name != "position" and not name.endswith(":file")]
        pairs = [(clean(base.get(name, [])), clean(values.get(name, []))) for name in names]
        changed = [pair for pair in pairs if pair[0] != pair[1]]
        return tuple(["\n".join(side) for side in sides] for sides in zip(*changed, strict=True)) if changed else ()

    def _merge_row(
        self, prefix: str, pk: str, base: dict[str, Values], row: Row | None, theirs: Values, order: str
    ) -> Row:
        if row is None:
            return Row(None, theirs, pk)
        was = base.get(pk, {})
        if row.is_deleted:
            if self.choices.get(f"{prefix}#{pk}") == "theirs":
                return Row(row.number, was, pk)
            if changes := self._changes(was, theirs):
                self.conflicts.append(Conflict((prefix, pk), changes[0], [], changes[1]))
            return row
        values = dict(row.values)
        for name, their_values in theirs.items():
            if name == "position":
                values[name] = (order == "mine" and clean(row.values.get(name, []))) or their_values
            elif not name.endswith(":file"):
                mine = row.values.get(name, [])
                values[name] = self._decide((prefix, pk, name), was.get(name, []), mine, their_values)
        return Row(row.number, values, pk)

    def _order(self, prefix: str, base: dict[str, Values], mine: dict[str, Row], theirs: dict[str, Values]) -> str:
        """Whose order of the rows holds."""
        common = [pk for pk in theirs if pk in mine and pk in base]
        was, is_mine, is_theirs = (
            sorted(common, key=lambda pk: (position_of(rows[pk]), common.index(pk)))
            for rows in (base, {pk: row.values for pk, row in mine.items()}, theirs)
        )
        if is_mine == was:
            return "theirs"
        choice = self.choices.get(prefix)
        if is_theirs not in (was, is_mine):
            self.conflicts.append(Conflict((prefix,), was, is_mine, is_theirs))
        return choice if choice == "theirs" else "mine"

    def _write_rows(self, prefix: str, kept: list[Row], added: list[Row]) -> None:
        files = {}
        for name in [name for name in self.data if is_of_row(name, prefix)]:
            del self.data[name]
        for name in [name for name in self.files if is_of_row(name, prefix)]:
            files[name] = self.files.pop(name)
        for number, row in enumerate([*kept, *added]):
            for name, values in row.values.items():
                self.data.setlist(f"{prefix}-{number}-{name}", values)
            self.data[f"{prefix}-{number}-{self.pk}"] = row.pk
            start = f"{prefix}-{row.number}-"
            for name in [name for name in files if name.startswith(start)]:
                self.renamed[name] = f"{prefix}-{number}-{name[len(start) :]}"
                self.files.setlist(self.renamed[name], files[name])
        self.data[f"{prefix}-TOTAL_FORMS"] = str(len(kept) + len(added))
        self.data[f"{prefix}-INITIAL_FORMS"] = str(len(kept))
