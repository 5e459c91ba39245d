"""One text after the other, source and translation side by side: finding it, and saving it and nothing else."""

from django.contrib.admin.widgets import AdminTextareaWidget
from django.core.exceptions import NON_FIELD_ERRORS, ValidationError
from django.db import models, transaction
from django.utils.functional import cached_property

from content.models import Publishable
from content.rich_text import paragraphs
from editing.history.words import marked_paragraphs
from editing.rights import may_publish, writable_languages
from translations.fingerprints import fingerprint
from translations.models import Text, Wording
from translations.tracking import item_address, model_of, page_model, page_models, part_models, text_fields, writing


def writes(user, language):
    return language in writable_languages(user)


def may_translate(user, model, language):
    """Whether somebody may write in a language of pages of this model."""
    page = page_model(model)
    return writes(user, language) and user.has_perm(f"{page._meta.app_label}.change_{page._meta.model_name}")


def may_see(user, model):
    names = [f"{model._meta.app_label}.{action}_{model._meta.model_name}" for action in ("view", "change")]
    return any(map(user.has_perm, names))


def visible_kinds(user):
    """The labels of the kinds of pages that somebody may see."""
    return [model._meta.label_lower for model in page_models() if may_see(user, model)]


class Place:
    """One field of one object in one language to translate into."""

    def __init__(self, item, field, language, row=None, number=None):
        self.item, self.field, self.language, self.row, self.number = item, field, language, row, number
        self.column = f"{field}_{language}"
        self.is_html = text_fields(type(item))[field]

    @property
    def address(self):
        return f"{item_address(self.item)}/{self.field}"

    @property
    def label(self):
        name = self.item._meta.get_field(self.field).verbose_name
        return f"{self.item._meta.verbose_name} {self.number}: {name}" if self.number else str(name)

    @property
    def source_language(self):
        return self.item.page.source_language

    @property
    def source(self):
        return getattr(self.item, f"{self.field}_{self.source_language}") or ""

    @property
    def target(self):
        return getattr(self.item, self.column) or ""

    def print_of(self, text):
        return fingerprint(text, self.is_html)

    @property
    def is_to_do(self):
        return self.row is not None and self.row.state in Text.TO_DO

    @property
    def can_be_confirmed(self):
        return bool(self.row) and self.row.state in {Text.State.STALE, Text.State.MACHINE}

    @cached_property
    def changes(self):
        """What has changed in the source since the translation was made; None where that is not known."""
        return source_changes([self.row], {self.row.address: self.source}).get(self.row.address) if self.row else None

    def formfield(self):
        field = self.item._meta.get_field(self.column)
        widget = {"widget": AdminTextareaWidget} if isinstance(field, models.TextField) else {}
        return field.formfield(required=False, **widget)


def source_changes(rows, sources):
    """{address: HTML} of those rows that are out of date, and whose source text of then is known: what has changed.

    `sources` are the present source texts by address. The HTML is empty if only formatting or a link changed.
    """
    stale = [row for row in rows if row.state == Text.State.STALE and row.made_from]
    wordings = Wording.objects.in_bulk({row.made_from for row in stale})
    changes = {}
    for row in stale:
        if row.made_from in wordings and row.made_from_language == row.page_source_language:
            is_html = text_fields(model_of(row.item))[row.field]
            old, new = wordings[row.made_from].text, sources[row.address]
            changes[row.address] = marked_paragraphs(paragraphs(old, is_html), paragraphs(new, is_html))
    return changes


def places_of(page, language):
    """All places of a page where there is something to translate into a language, in the order of the page."""
    rows = {
        (row.item, row.field): row
        for row in Text.objects.present()
        .filter(page=item_address(page), language=language)
        .exclude(state=Text.State.SOURCE)
    }
    places = []
    for item, number in [(page, None), *parts_in_order(page)]:
        for field in text_fields(type(item)):
            if row := rows.get((item_address(item), field)):
                row.page_source_language = page.source_language
                places.append(Place(item, field, language, row, number))
    return places


def parts_in_order(page):
    """[(part, its number)] of a page, as it shows them."""
    for model in part_models(type(page)):
        for number, part in enumerate(model._base_manager.filter(**{model.part_of: page.pk}).order_by("position"), 1):
            setattr(part, model.part_of, page)
            yield part, number


def next_to_do(places, after):
    """The place that needs work and comes next after an address, from the start again at the end; None if none does."""
    addresses = [place.address for place in places]
    start = addresses.index(after) + 1 if after in addresses else 0
    return next((place for place in [*places[start:], *places[:start]] if place.is_to_do), None)


class ChangedMeanwhile(Exception):
    """Somebody else has changed the source or the translation in the meantime."""


def locked_page(model, pk):
    """A page, its row taken until the transaction ends: who writes on a page does so alone. DoesNotExist if gone."""
    return model._base_manager.select_for_update().get(pk=pk)


@transaction.atomic
def save_text(page, place_address, language, text, user, seen=None, confirms=False, is_machine=False):
    """Save one text of a page in one language, and nothing else; gives the place as saved.

    `seen` are the fingerprints of source and translation that the person had before them; Moved if they are others
    by now. `confirms` says that a person found the text right for the present source. Raises ValidationError.
    """
    page = locked_page(type(page), page.pk)
    place = next((place for place in places_of(page, language) if place.address == place_address), None)
    if place is None:
        raise ChangedMeanwhile
    if seen and seen != (place.print_of(place.source), place.print_of(place.target)):
        raise ChangedMeanwhile
    confirmed = [(item_address(place.item), place.field, language)] if confirms else []
    write(place.item, {place.column: text}, user, confirmed, is_machine)
    return place


def write(item, texts, user, confirms=(), is_machine=False, is_last=True):
    """Set and save {column: text} of an object whose page is locked; with the last of a page, the page is saved too.

    Raises ValidationError with sentences about these texts.
    """
    for column, text in texts.items():
        setattr(item, column, text)
    check_columns_of(item, texts)
    with writing(user, is_machine, confirms):
        item.save()
        if item.part_of and is_last:
            item.page.save()


def check_columns_of(item, columns):
    """Raise what is wrong with an object because of these columns; what is wrong with the rest is not ours to say."""
    try:
        item.full_clean(validate_unique=False, validate_constraints=False)
    except ValidationError as error:
        found = error.error_dict if hasattr(error, "error_dict") else {NON_FIELD_ERRORS: error.error_list}
        if ours := [entry for name in (*columns, NON_FIELD_ERRORS) for entry in found.get(name, [])]:
            raise ValidationError(ours) from error


@transaction.atomic
def set_ready(page, language, is_ready):
    """Show a language of a page to readers, or not. Raises ValidationError if a text that must be there is missing."""
    page = locked_page(type(page), page.pk)
    page.languages = [*page.languages, language] if is_ready else [code for code in page.languages if code != language]
    page.clean()
    page.save()


def may_set_ready(user, page, language):
    is_publishable = isinstance(page, Publishable)
    return is_publishable and may_translate(user, type(page), language) and may_publish(user, page)
