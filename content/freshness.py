"""The version of all content: what was computed from it under another version is out of date.

Triggers of the database change a mark with everything that is written, in the same transaction and by whatever way:
forms, many-to-many tables, bulk operations, other programs. Marks are random, so that a version never comes back, not
even when a transaction is undone or a backup is restored.
"""

from collections.abc import Callable, Hashable
from datetime import datetime
from functools import partial
from typing import Any, NamedTuple, TypeVar

from django.apps import apps
from django.db import connections
from django.utils import timezone

from content.languages import Translated
from content.models import ContentMark, Publishable

_Made = TypeVar("_Made")
#: So many transactions can write content at once on PostgreSQL without one waiting for another.
SLOTS = 16
EVENTS = ["INSERT", "UPDATE", "DELETE"]
FUNCTION = """
CREATE OR REPLACE FUNCTION content_changes() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  FOR slot IN 1..{slots} LOOP
    -- Whoever writes takes a mark that nobody else is changing: waiting here could end in a deadlock.
    IF slot = {slots} OR pg_try_advisory_xact_lock(hashtext('{marks}'), slot) THEN
      UPDATE {marks} SET mark = gen_random_uuid()::text WHERE id = slot;
      RETURN NULL;
    END IF;
  END LOOP;
END $$
"""
TRIGGERS = {
    "postgresql": """
CREATE OR REPLACE TRIGGER content_changes AFTER {events} ON "{table}"
FOR EACH STATEMENT EXECUTE FUNCTION content_changes()
""",
    "sqlite": """
CREATE TRIGGER IF NOT EXISTS "content_changes_{table}_{event}" AFTER {event} ON "{table}"
BEGIN UPDATE {marks} SET mark = hex(randomblob(16)) WHERE id = 1; END
""",
}


def current() -> tuple[str, ...]:
    """The version of all content, something to compare with; one query by primary key."""
    return tuple(ContentMark.objects.order_by("pk").values_list("mark", flat=True))


def publishables() -> list[type[Publishable]]:
    """The models of all pages that go from draft to published."""
    return [model for model in apps.get_models() if issubclass(model, Publishable)]


_held: dict[Hashable, "Held"] = {}


def held(key: Hashable, make: Callable[[], _Made]) -> _Made:
    """What `make()` gives, kept by this process and made anew only when the content is another; one query."""
    version_now = current()
    kept = _held.get(key)
    if kept is None or not version_now or kept.version != version_now or kept.has_ended:
        kept = _held[key] = Held(version_now, next_publication(), make())
    return kept.value


def forget() -> None:
    """Let nothing be held any more; for measuring what making it costs."""
    _held.clear()


class Held(NamedTuple):
    """Something made from the content of a version, which holds until the next scheduled page becomes public."""

    version: tuple
    ends_at: datetime | None
    value: Any

    @property
    def has_ended(self) -> bool:
        return self.ends_at is not None and self.ends_at <= timezone.now()


def next_publication() -> datetime | None:
    """When the next scheduled page becomes public, or None; content is another then without being written."""
    times = [model.objects.scheduled().order_by().values("publish_at") for model in publishables()]
    soonest = times[0].union(*times[1:], all=True).order_by("publish_at").first()
    return soonest and soonest["publish_at"]


def content_tables() -> set[str]:
    """The tables of every app that has something to publish, those of many-to-many fields included, and of all else
    that readers read in their language."""
    configs = {model._meta.app_config for model in publishables()}
    models = [model for config in configs for model in config.get_models(include_auto_created=True)]
    translated = [model for model in apps.get_models() if issubclass(model, Translated)]
    return {model._meta.db_table for model in [*models, *translated]}


def watch(using: str, **kwargs: Any) -> None:
    """Make the triggers, after every `migrate`: SQLite drops those of a table that it alters."""
    connection = connections[using]
    fill = partial(str.format, marks=ContentMark._meta.db_table, slots=SLOTS, events=" OR ".join(EVENTS))
    existing = connection.introspection.table_names()
    if ContentMark._meta.db_table not in existing:
        return
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute(fill(FUNCTION))
        for table in sorted(content_tables() & set(existing)):
            for event in EVENTS if connection.vendor == "sqlite" else [""]:
                cursor.execute(fill(TRIGGERS[connection.vendor], table=table, event=event))
    marks = [ContentMark(pk=slot) for slot in range(1, SLOTS + 1)]
    ContentMark.objects.using(using).bulk_create(
        marks, update_conflicts=True, unique_fields=["pk"], update_fields=["mark"]
    )
