"""What readers should know of the translation before them: what it was made from, when, and if it still holds."""

from dataclasses import dataclass
from datetime import datetime

from django.utils.translation import get_language

from translations.desk import parts_in_order, source_changes
from translations.models import Text
from translations.tracking import item_address, text_fields


@dataclass
class Notice:
    source_language: str
    changed_at: datetime | None
    is_machine_made: bool
    #: [(what has changed, the HTML of how)]; empty with `is_stale` where nothing is known of the old text
    changes: list
    is_stale: bool


def notice_of(page):
    """The Notice for a reader of the active language; None where the page is shown in its source language."""
    language = get_language()
    if language == page.source_language or page.shown_language != language:
        return None
    rows = [row for row in Text.objects.present().filter(page=item_address(page), language=language) if row.fingerprint]
    stale = [row for row in rows if row.state == Text.State.STALE]
    return (
        Notice(
            page.source_language,
            max((row.changed_at for row in rows if row.changed_at), default=None),
            any(row.is_machine_made for row in rows),
            changed_places(page, stale) if stale else [],
            bool(stale),
        )
        if rows
        else None
    )


def changed_places(page, stale):
    """[(name of the field in the words of the site, HTML)] of the texts whose source reads otherwise now."""
    sources, labels = {}, {}
    for item, _number in [(page, None), *parts_in_order(page)]:
        for field in text_fields(type(item)):
            key = f"{item_address(item)}/{field}"
            sources[key] = getattr(item, f"{field}_{page.source_language}") or ""
            labels[key] = item._meta.get_field(field).verbose_name
    for row in stale:
        row.page_source_language = page.source_language
    changes = source_changes(stale, sources)
    return [(labels[key], changes[key]) for key in sources if changes.get(key)]
