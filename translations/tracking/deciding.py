"""What becomes of the rows of a text after a save: which tell of the past, and which of now."""

from dataclasses import dataclass

from django.core.exceptions import PermissionDenied

from content.languages import CODES
from content.rich_text import count_words
from editing.rights import writable_languages
from translations.fingerprints import fingerprint
from translations.models import Text, Wording
from translations.tracking.authors import current_writing

State = Text.State
#: What stands in the place of the source text in the rows of source texts.
ITSELF = "itself"


@dataclass
class Field:
    model: type
    page: str
    item: str
    name: str
    is_html: bool
    source: str
    texts: dict

    def __post_init__(self):
        self.prints = {code: fingerprint(text, self.is_html) for code, text in self.texts.items()}

    def row(self, language, **values):
        made_from = self.prints[self.source] if self.prints[language] else ""
        made_from = ITSELF if language == self.source else made_from
        return Text(
            id=Text.key(self.item, self.name, language, self.prints[language], self.source, made_from),
            kind=self.page.partition("/")[0],
            page=self.page,
            item=self.item,
            field=self.name,
            language=language,
            fingerprint=self.prints[language],
            made_from=made_from,
            made_from_language=self.source,
            **values,
        )


class Update:
    """The rows to write for some objects; written at once."""

    def __init__(self, is_restored, now):
        self.is_restored, self.now = is_restored, now
        self.writing = current_writing()
        self.rows, self.gone, self.wordings, self.changed = [], [], {}, set()

    def field(self, field, known):
        """Decide on the rows of one field; `known` are all there ever were of it."""
        before = {row.language: row for row in known if row.is_present}
        agreeing = self._agreeing(field, before)
        after = {}
        for code in CODES:
            row = self._choose(field, code, [row for row in known if row.language == code], before.get(code), agreeing)
            if row:
                after[code] = row
                self._settle(field, row)
        for code, row in before.items():
            if code not in after or after[code].pk != row.pk:
                self.gone.append(row.pk)
        self.changed |= {code for code in CODES if self._text_changed(field, before.get(code), code)}

    @staticmethod
    def _text_changed(field, row, code):
        return (row.fingerprint if row else "") != field.prints[code]

    def _agreeing(self, field, before):
        """After a change of the source language: the languages that said the same as the new source before it."""
        old = next((row for row in before.values() if row.state == State.SOURCE), None)
        if not old or old.language == field.source:
            return set()
        said = {code for code, row in before.items() if row.state in {State.SOURCE, State.CURRENT, State.MACHINE}}
        return (
            said
            if field.source in said and not self._text_changed(field, before[field.source], field.source)
            else set()
        )

    def _choose(self, field, code, known, present, agreeing):
        """The row that tells where the text in one language now comes from; None where there is nothing to tell."""
        text, source = field.prints[code], field.prints[field.source]
        is_source = code == field.source
        is_kept = present is not None and present.fingerprint == text
        is_old = is_kept or self.is_restored
        if not text:
            return (self._same(field, known, "", "") or field.row(code)) if source and not is_source else None
        if (row := self._same(field, known, text, ITSELF if is_source else source)) and is_old:
            return row
        if is_source:
            return self._new(field, code)
        if is_kept and code in agreeing:
            self.wordings[source] = field.texts[field.source]
            return field.row(code, changed_by_id=present.changed_by_id, changed_at=present.changed_at)
        if is_kept and (field.item, field.name, code) not in self.writing.confirms:
            return present
        if self.is_restored and not is_kept and (seen := self._translations(known, text)):
            return max(seen, key=lambda row: (row.changed_at is not None, row.changed_at))
        return self._new(field, code)

    @staticmethod
    def _same(field, known, text, made_from):
        """The row that says just this, if there ever was one."""
        this = (text, field.source, made_from)
        return next((row for row in known if (row.fingerprint, row.made_from_language, row.made_from) == this), None)

    @staticmethod
    def _translations(known, text):
        return [row for row in known if row.fingerprint == text and row.made_from != ITSELF]

    def _new(self, field, code):
        """A text that somebody has written, or found right, just now."""
        user = self.writing.user
        user = user if user and user.is_authenticated else None
        is_machine = self.writing.is_machine and code != field.source
        row = field.row(code, changed_by=user, changed_at=self.now, is_machine_made=is_machine)
        if row.made_from not in {"", ITSELF}:
            self.wordings[row.made_from] = field.texts[field.source]
        return row

    def _settle(self, field, row):
        """Fill in what follows from the texts of the moment, and write the row if that is new."""
        source = field.prints[field.source]
        if (field.item, field.name, row.language) in self.writing.confirms:
            row.is_machine_made = False
        state = self._state(field, row, source)
        words = count_words(field.texts[field.source] or field.texts[row.language], field.is_html)
        now = (state, words, True, field.page, row.is_machine_made)
        if now != (row.state, row.words, row.is_present and not row._state.adding, row.page, row.is_machine_made):
            row.state, row.words, row.is_present, row.page = state, words, True, field.page
            self.rows.append(row)

    @staticmethod
    def _state(field, row, source):
        if row.language == field.source:
            return State.SOURCE
        if not row.fingerprint:
            return State.MISSING
        if (row.made_from_language, row.made_from) != (field.source, source):
            return State.STALE
        return State.MACHINE if row.is_machine_made else State.CURRENT

    def save(self):
        self._check_rights()
        if self.gone:
            Text.objects.filter(pk__in=self.gone).update(is_present=False)
        wordings = [Wording(fingerprint=key, text=text) for key, text in self.wordings.items()]
        Wording.objects.bulk_create(wordings, ignore_conflicts=True)
        names = [field.name for field in Text._meta.fields if not field.primary_key]
        Text.objects.bulk_create(self.rows, update_conflicts=True, unique_fields=["id"], update_fields=names)

    def _check_rights(self):
        user = self.writing.user
        if not user or not user.is_authenticated or not self.changed:
            return
        if forbidden := self.changed - set(writable_languages(user)):
            raise PermissionDenied(f"{user} may not write in {', '.join(sorted(forbidden))}.")
