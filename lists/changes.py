"""Which objects of a list may be others after a change, so that what is held of it is mended for just these."""

from collections.abc import Iterable

from django.db.models import ForeignKey, QuerySet

from content.freshness import Changes
from content.models import Publishable

#: Where more than so many may have changed, reading all is as fast.
MOST = 2_000


def changed_pks(model: type[Publishable], changes: Changes) -> set[int] | None:
    """The primary keys of the objects whose row, or that of something a foreign key leads to, was written.

    None where there are too many, or where nobody knows.
    """
    keys = [field for field in model._meta.concrete_fields if isinstance(field, ForeignKey)]
    names = {key.related_model._meta.db_table: key.name for key in keys}
    found: set[int] = set()
    for table, written in changes.items():
        if written is None or table not in {model._meta.db_table, *names}:
            return None
        rows = map(int, written.rows)
        found.update(rows if table == model._meta.db_table else _pointing(model, names[table], rows))
    return found if len(found) <= MOST else None


def _pointing(model: type[Publishable], name: str, rows: Iterable[int]) -> QuerySet:
    # Of all: what was withdrawn with its city is not public any more.
    return model._default_manager.filter(**{f"{name}__in": rows}).order_by().values_list("pk", flat=True)
