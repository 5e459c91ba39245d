"""The marks of tables: triggers of the database change them with everything that is written.

In the same transaction and by whatever way: forms, many-to-many tables, bulk operations, other programs. Marks are
random, so that none ever comes back, not even when a transaction is undone or a backup is restored.

Beside each mark is a log of the last ones: “mark:1,2:name,state ” says that when it was replaced, name and state
changed in the rows 1 and 2. So who knows an old mark can tell which rows are not what they were, and in what.
"""

from collections import defaultdict
from collections.abc import Sequence
from functools import cache, lru_cache, partial
from itertools import product
from typing import Any, NamedTuple

from django.apps import apps
from django.db import connections, models

from content.languages import Translated
from content.models import Address, ContentMark, Publishable
from content.rows import SOME_TIME, rows_at_present

#: So many transactions can write to a table at once on PostgreSQL without one waiting for another. SQLite has one.
SLOTS = {"postgresql": 16, "sqlite": 1}
#: {what is done to rows: where a trigger finds them, as one row and as tables}
EVENTS = {
    "INSERT": ("NEW", "NEW TABLE AS written_rows"),
    "UPDATE": ("NEW", "OLD TABLE AS old_rows NEW TABLE AS written_rows"),
    "DELETE": ("OLD", "OLD TABLE AS written_rows"),
}
#: A log has so many characters, some forty writes.
LOG_LENGTH = 2_000
#: What is in a log for rows that have no `id`, where one statement has written more than so many, and for all columns.
ANY, MOST_ROWS = "*", 20
FUNCTION = """
CREATE OR REPLACE FUNCTION content_rows_change() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
  written text;
  changed text := '{any}';
BEGIN
  SELECT CASE WHEN count(*) > {most_rows} THEN '{any}'
    ELSE string_agg(coalesce(to_jsonb(few) ->> 'id', '{any}'), ',') END
  INTO written FROM (SELECT * FROM written_rows LIMIT {most_rows} + 1) AS few;
  IF written IS NULL THEN
    RETURN NULL;
  ELSIF TG_OP = 'UPDATE' AND position('{any}' IN written) = 0 THEN
    SELECT coalesce(string_agg(DISTINCT now.key, ','), '') INTO changed
    FROM (SELECT to_jsonb(old_rows) AS before, to_jsonb(written_rows) AS after
          FROM written_rows LEFT JOIN old_rows USING (id) OFFSET 0) AS both_rows, jsonb_each(after) AS now
    WHERE now.value IS DISTINCT FROM before -> now.key;
  END IF;
  FOR place IN 1..{slots} LOOP
    -- Whoever writes takes a mark that nobody else is changing: waiting here could end in a deadlock.
    IF place = {slots} OR pg_try_advisory_xact_lock(hashtext('{marks}.' || TG_TABLE_NAME), place) THEN
      UPDATE {marks}
      SET log = right(log || mark || ':' || written || ':' || changed || ' ', {log_length}),
        mark = right(md5(gen_random_uuid()::text), 16)
      WHERE table_name = TG_TABLE_NAME AND slot = place;
      RETURN NULL;
    END IF;
  END LOOP;
END $$
"""
TRIGGERS = {
    "postgresql": """
CREATE OR REPLACE TRIGGER content_changes_{event} AFTER {event} ON "{table}"
REFERENCING {rows} FOR EACH STATEMENT EXECUTE FUNCTION content_rows_change()
""",
    "sqlite": """
CREATE TRIGGER "content_changes_{table}_{event}" AFTER {event} ON "{table}"
BEGIN
  UPDATE {marks}
  SET log = substr(log || mark || ':' || {key} || ':' || {columns} || ' ', -{log_length}), mark = hex(randomblob(8))
  WHERE table_name = '{table}';
END
""",
}
DROP = 'DROP TRIGGER IF EXISTS "content_changes_{table}_{event}"'  # SQLite cannot replace one
#: What public pages show beside what is published; higher floors add theirs.
WATCHED: list[type[models.Model]] = [Address]


class Version(NamedTuple):
    """The state of a table: its marks, and the moment from which its rows show something else by themselves, or ""."""

    marks: str
    until: str = ""


def current() -> dict[str, Version]:
    """{table: its Version}; one query."""
    marks: dict[str, list[str]] = defaultdict(list)
    moments: dict[str, list[Any]] = defaultdict(list)
    for table, mark, moment in rows_at_present(*_statement()):
        if moment:
            moments[table].append(moment)
        else:
            marks[table].append(mark)
    return {
        table: Version(" ".join(sorted(found)), str(min(moments[table])) if moments[table] else "")
        for table, found in marks.items()
    }


class Written(NamedTuple):
    """Which rows of a table were written, by primary key as text, and what changed in them: columns, or ANY."""

    rows: frozenset[str]
    columns: frozenset[str]


#: (mark, log) of each slot of a table.
Logs = tuple[tuple[str, str], ...]


def logs() -> dict[str, Logs]:
    """{table: its Logs}; one query."""
    found: dict[str, Logs] = defaultdict(tuple)
    for table, mark, log in ContentMark.objects.values_list("table_name", "mark", "log"):
        found[table] += ((mark, log),)
    return found


@lru_cache(maxsize=200)
def written_since(logs: Logs, before: Version) -> Written | None:
    """What was written to a table, of which these are the logs, since it had that version; None if nobody knows."""
    known = set(before.marks.split())
    rows: set[str] = set()
    columns: set[str] = set()
    for mark, log in logs:
        entries = log.split()
        while mark not in known:
            mark, *parts = entries.pop().split(":") if entries else [""]
            if len(parts) != 2 or ANY in parts[0]:  # too many were written, or the beginning of the log is gone
                return None
            rows.update(parts[0].split(","))
            columns.update(filter(None, parts[1].split(",")))
    if "id" in columns:  # and nobody knows which rows they were before
        return None
    return Written(frozenset(rows), frozenset(columns))


@cache
def _statement() -> tuple[str, Sequence[Any]]:
    """Asks for (table, mark, None) of each mark and (table, "", moment) of all that is scheduled after SOME_TIME.

    To make it takes fifty times as long as the query, which each process sends several times a second.
    """
    never = models.Value(None, output_field=models.DateTimeField())
    marks = ContentMark.objects.annotate(moment=never).values_list("table_name", "mark", "moment")
    managers = [model._default_manager for model in apps.get_models()]
    # As plain querysets: those of modeltranslation change the order of columns.
    scheduled = [
        models.QuerySet(manager.model, manager.moments(SOME_TIME).query)
        .annotate(table_name=_text(manager.model._meta.db_table), mark=_text(""))
        .values_list("table_name", "mark", "moment")
        for manager in managers
        if hasattr(manager, "moments")
    ]
    return marks.union(*scheduled, all=True).query.sql_with_params()


def _text(text: str) -> models.Value:
    return models.Value(text, output_field=models.CharField())


def publishables() -> list[type[Publishable]]:
    """The models of all pages that go from draft to published."""
    return [model for model in apps.get_models() if issubclass(model, Publishable)]


def watched_tables() -> dict[str, type[models.Model]]:
    """{table: its model} of every app that has something to publish, those of many-to-many fields included, of all else
    that readers read in their language, and of WATCHED."""
    configs = {model._meta.app_config for model in publishables()}
    found = [model for config in configs for model in config.get_models(include_auto_created=True)]
    translated = [model for model in apps.get_models() if issubclass(model, Translated)]
    return {model._meta.db_table: model for model in [*found, *translated, *WATCHED]}


def _parts(model: type[models.Model], event: str) -> dict[str, str]:
    """What differs in the trigger of a table, {name in TRIGGERS: SQL}."""
    row, rows = EVENTS[event]
    key = f"{row}.id" if model._meta.pk.column == "id" else f"'{ANY}'"
    return {"rows": rows, "key": key, "columns": _changed(model) if event == "UPDATE" else f"'{ANY}'"}


def _changed(model: type[models.Model]) -> str:
    """An expression of SQLite: the columns in which an updated row is another, each with a comma."""
    columns = [field.column for field in model._meta.concrete_fields]
    return " || ".join(f"""CASE WHEN OLD."{name}" IS NOT NEW."{name}" THEN '{name},' ELSE '' END""" for name in columns)


def watch(using: str, **kwargs: Any) -> None:
    """Make the triggers, after every `migrate`: SQLite drops those of a table that it alters. All marks are new then,
    so that nothing stays that was made by an older version of the site."""
    connection = connections[using]
    slots, marks = SLOTS[connection.vendor], ContentMark._meta.db_table
    existing = set(connection.introspection.table_names())
    if marks not in existing:
        return
    fill = partial(str.format, marks=marks, slots=slots, log_length=LOG_LENGTH, most_rows=MOST_ROWS, any=ANY)
    watched = {table: model for table, model in sorted(watched_tables().items()) if table in existing}
    statements = [fill(FUNCTION)] if connection.vendor == "postgresql" else []
    for table, event in product(watched, EVENTS):
        parts = {"table": table, "event": event, **_parts(watched[table], event)}
        statements += [fill(DROP, **parts)] if connection.vendor == "sqlite" else []
        statements.append(fill(TRIGGERS[connection.vendor], **parts))
    with connection.cursor() as cursor:
        for statement in statements:
            cursor.execute(statement)
    ContentMark.objects.using(using).bulk_create(
        [ContentMark(table_name=table, slot=slot) for table in watched for slot in range(1, slots + 1)],
        update_conflicts=True,
        unique_fields=["table_name", "slot"],
        update_fields=["mark", "log"],
    )
