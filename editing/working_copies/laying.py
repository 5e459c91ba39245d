"""Working copies: changes to something public that wait beside it, until somebody publishes them or their time comes.

A copy is kept as two snapshots. To show or edit it, it is laid over the object in a transaction that is taken back; to
publish it, what it changed is put into the object as that is by then.
"""

import random
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import AbstractContextManager, ExitStack, contextmanager, suppress
from functools import cache
from typing import Any

from django.core.exceptions import ValidationError
from django.db import IntegrityError, models, transaction
from django.db.models.functions import Cast
from django.http import Http404
from django.utils.translation import gettext as _

from content.files.pictures import original_name
from content.files.serving import find_file
from content.models import Publishable
from content.rows import SOME_TIME, rows_at_present
from editing.history.differences import differing_names
from editing.history.recording import catch_up, locked, record
from editing.history.restoring import NEVER_RESTORED, restore
from editing.history.snapshots import parts_of, snapshot, stored_fields
from editing.models import Version, WorkingCopy
from editing.together.merging import Conflict, three_way, three_way_set

#: Within what copies are laid over their objects; higher floors add to it. Functions that give context managers.
AROUND_LAYING: list[Callable[[], AbstractContextManager]] = []


#: A snapshot, or a row of one.
Data = dict[str, Any]


class CopyMerge:
    """A page with the changes of a copy: `data`, a snapshot, and the `conflicts` that people must decide.

    `choices` are decisions, {name of a conflict: "copy" or "page"}; until there is one, `data` holds what the copy
    says, which in the words of a Conflict is mine.
    """

    def __init__(self, base: Data, copy: Data, page: Data, choices: dict[str, str] | None = None) -> None:
        self.choices = choices or {}
        self.conflicts: list[Conflict] = []
        self.data = {
            "fields": self._values((), base["fields"], copy["fields"], page["fields"]),
            "relations": {
                name: sorted(three_way_set(*(side["relations"].get(name, []) for side in (base, copy, page))))
                for name in page["relations"]
            },
            "parts": {
                name: self._rows(name, *(_by_number(side["parts"].get(name, [])) for side in (base, copy, page)))
                for name in page["parts"]
            },
        }

    def _values(self, key: tuple[str, ...], base: Data, copy: Data, page: Data) -> Data:
        return {
            name: value if name in NEVER_RESTORED else self._decide((*key, name), base.get(name), copy[name], value)
            for name, value in page.items()
            if name in copy
        }

    def _decide(self, key: tuple[str, ...], base: Any, copy: Any, page: Any) -> Any:
        value, is_open = three_way(base, copy, page)
        conflict = Conflict(key, base, copy, page)
        choice = self.choices.get(conflict.name)
        if is_open and not choice:
            self.conflicts.append(conflict)
        return page if is_open and choice == "page" else value

    def _rows(self, accessor: str, base: dict[int, Data], copy: dict[int, Data], page: dict[int, Data]) -> list[Data]:
        rows = [self._row((accessor, str(pk)), base.get(pk), copy.get(pk), page.get(pk)) for pk in {**page, **copy}]
        return [row for row in rows if row]

    def _row(self, key: tuple[str, ...], base: Data | None, copy: Data | None, page: Data | None) -> Data | None:
        """The row, or None where it is deleted."""
        if copy and page:
            return self._values(key, base or {}, copy, page)
        if base is None:
            return copy or page
        kept = self._decide(key, base, copy, page)
        return kept and (kept if page else kept | {"id": new_number()})


def _by_number(rows: Iterable[Data]) -> dict[int, Data]:
    return {row["id"]: row for row in rows}


def new_number() -> int:
    """A number for a part that is not in the database, which no other part has."""
    return -random.getrandbits(48)


def copy_of(obj: models.Model) -> WorkingCopy | None:
    return WorkingCopy.objects.about(obj).select_related("changed_by", "scheduled_by").first()


def merged(copy: WorkingCopy, page: Data, choices: dict[str, str] | None = None) -> CopyMerge:
    """The CopyMerge of a copy with the snapshot of what its object is now."""
    return CopyMerge(copy.base, copy.data, page, choices)


@contextmanager
def laid(obj: Publishable, copy: WorkingCopy | None) -> Iterator[None]:
    """Within the block the object is what the copy makes of it, as a draft and for this process alone.

    Then all is as it was. Without a copy it is only a draft. Raises ValidationError where the copy cannot be laid over
    what is there now.
    """
    with transaction.atomic():
        page = snapshot(obj)
        data = _without_gone(type(obj), merged(copy, page).data, page) if copy else page
        obj.state = Publishable.State.DRAFT
        with ExitStack() as stack:
            for context in AROUND_LAYING:
                stack.enter_context(context())
            restore(obj, data, differing_names(type(obj), page, data))
        yield
        transaction.set_rollback(True)
    obj.refresh_from_db()


def _without_gone(model: type[models.Model], data: Data, page: Data) -> Data:
    """A snapshot without what leads to something that has been deleted."""
    fields = {name: page["fields"][name] for name in _gone(model, data["fields"])}
    parts = {rel.get_accessor_name(): rel for rel in parts_of(model)}
    kept = {
        name: [row for row in rows if not any(_gone(parts[name].related_model, row))]
        for name, rows in data["parts"].items()
    }
    return data | {"fields": data["fields"] | fields, "parts": kept}


def _gone(model: type[models.Model], values: Data) -> Iterator[str]:
    """The names of the foreign keys among the values that lead to nothing any more."""
    for field in stored_fields(model):
        pk = values.get(field.attname) if field.related_model else None
        # Stubs do not see that there is a related model where there is a number.
        if pk is not None and not field.related_model._base_manager.filter(pk=pk).exists():  # type: ignore[union-attr]
            yield field.attname


def find_copied_file(name: str, visible: Callable[[Any], Any]) -> Any:
    """Like `find_file`, for a file that only a working copy names; not of one that cannot be laid."""
    named = WorkingCopy.objects.annotate(text=Cast("data", models.TextField()))
    for copy in named.filter(text__contains=original_name(name)):
        if obj := copy.object:
            with suppress(ValidationError), laid(obj, copy):
                return find_file(name, visible)
    raise Http404


def write_down(obj: Publishable, copy: WorkingCopy | None, data: Data, user: Any) -> WorkingCopy:
    """Write down what a copy holds now; what the page has changed without a conflict is part of it from here on."""
    page = snapshot(obj)
    # Stubs do not know the property `object`.
    copy = copy or WorkingCopy(object=obj, base=page, data=page)  # type: ignore[misc]
    is_settled = not merged(copy, page).conflicts
    copy.base = page if is_settled else copy.base
    copy.data, copy.changed_by = _numbered_as_new(data, page), user
    copy.save()
    return copy


def _numbered_as_new(data: Data, page: Data) -> Data:
    """A snapshot whose parts that are not on the page have numbers of their own: theirs were taken back."""
    parts = {}
    for name, rows in data["parts"].items():
        known = {row["id"] for row in page["parts"].get(name, [])}
        parts[name] = [row if row["id"] in known or row["id"] < 0 else row | {"id": new_number()} for row in rows]
    return data | {"parts": parts}


def publish_copy(obj: Publishable, copy: WorkingCopy, user: Any) -> None:
    """Put what a copy has changed into its object, as a new version, and do away with the copy.

    Raises ValidationError if people have to decide something first, or if the object may not be public like this.
    """
    page = catch_up(obj).data
    merge = merged(copy, page)
    if merge.conflicts:
        raise ValidationError(_("The public page has been changed in the same places. Decide first what should hold."))
    names = differing_names(type(obj), page, merge.data)
    with transaction.atomic():
        restore(obj, _without_numbers(_without_gone(type(obj), merge.data, page)), names)
        record(obj, user, Version.Action.COPY)
        copy.delete()


def _without_numbers(data: Data) -> Data:
    """A snapshot whose new parts get their numbers from the database."""
    parts = {
        name: [row | {"id": row["id"] if row["id"] > 0 else None} for row in rows]
        for name, rows in data["parts"].items()
    }
    return data | {"parts": parts}


def publish_due() -> None:
    """Publish the copies whose time has come; one that cannot be published waits for people."""
    if not rows_at_present(*_keys_of_due()):
        return
    for copy in WorkingCopy.objects.due().order_by("publish_at", "pk"):
        with transaction.atomic():
            obj = copy.object and locked([copy.object]).get()
            # Another process may have been faster until the lock.
            if still_due := WorkingCopy.objects.due().filter(pk=copy.pk).first():
                _publish_or_wait(obj, still_due)


@cache
def _keys_of_due() -> tuple[str, Sequence[Any]]:
    """SQL and parameters, SOME_TIME in the place of the current one: each process asks several times a second."""
    return WorkingCopy.objects.due(SOME_TIME).order_by().values_list("pk").query.sql_with_params()


def _publish_or_wait(obj: Publishable | None, copy: WorkingCopy) -> None:
    try:
        if obj is None:
            raise ValidationError("in the bin")
        publish_copy(obj, copy, copy.scheduled_by)
    except (ValidationError, IntegrityError):
        copy.failed_at, copy.publish_at = copy.publish_at, None
        copy.save(update_fields=["failed_at", "publish_at"])
