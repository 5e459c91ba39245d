"""The check-list before publishing: what hinders it, and what an editor should look at, in each language."""

from collections.abc import Callable, Collection, Iterable, Iterator
from typing import Any, NamedTuple

from django.contrib import messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.db.models import CASCADE
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404, render
from django.utils.formats import date_format
from django.utils.functional import cached_property
from django.utils.text import capfirst
from django.utils.timezone import localtime
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from content.fields import RichTextField
from content.languages import CODES, Translated, language_of
from content.models import Publishable
from editing.addresses import admin_address, page_context, with_list_filters
from editing.history.recording import locked
from editing.links.internal import internal_links, leads_somewhere
from editing.publishing.actions import sentences_of
from editing.publishing.states import shown_state

#: Links to pages of this site that are tried for one check-list.
MAX_TRIED = 200


class Finding(NamedTuple):
    """Something to look at. `language` is empty for what concerns all of them; `target` is the id of its field."""

    hinders: bool
    language: str
    where: str
    sentence: str
    target: str


class Part(NamedTuple):
    """The object itself or a section of it, with where its fields are in the form."""

    thing: Any
    name: str
    prefix: str

    def finding(self, column: str, sentence: str, hinders: bool = False) -> Finding:
        language, target = language_of(self.thing, column), f"id_{self.prefix}{column}"
        return Finding(hinders, language, self.label(column), sentence, target)

    def label(self, column: str) -> str:
        field = self.thing._meta.get_field(column)
        label = capfirst(str(getattr(field, "translated_field", field).verbose_name))
        return f"{self.name}: {label}" if self.name else label

    def columns(self) -> Collection[tuple[str, dict[str, str]]]:
        """[(field name, {language: column})] of the translated fields of the model, in their order."""
        found: dict[str, dict[str, str]] = {}
        for field in self.thing._meta.fields:
            if hasattr(field, "translated_field"):
                found.setdefault(field.translated_field.name, {})[field.language] = field.name
        return found.items()


def written_parts(obj: Publishable) -> list[Part]:
    """The object and all that is written inside its form, in the order of the form."""
    parts = [Part(obj, "", "")]
    for relation in obj._meta.related_objects:
        if relation.on_delete is CASCADE and issubclass(relation.related_model, Translated):
            prefix = relation.get_accessor_name()
            # What is hidden from its owner would have no name.
            for number, thing in enumerate(getattr(obj, prefix).all()):  # type: ignore[arg-type]
                name = f"{capfirst(relation.related_model._meta.verbose_name)} {number + 1}"
                parts.append(Part(thing, name, f"{prefix}-{number}-"))
    return parts


def lacking(obj: Publishable) -> Iterator[Finding]:
    for part in written_parts(obj):
        if hasattr(part.thing, "lacks"):
            for column, sentence in part.thing.lacks(CODES).items():
                yield part.finding(column, sentence, hinders=True)


def gaps(obj: Publishable) -> Iterator[Finding]:
    """Texts that are there in the source language but not in another."""
    for part in written_parts(obj):
        for name, columns in part.columns():
            if name != "slug" and getattr(part.thing, columns[obj.source_language]):
                empty = [column for column in columns.values() if not getattr(part.thing, column)]
                for column in empty:
                    yield part.finding(column, _("Not translated: readers will see the source language here."))


def broken_links(obj: Publishable) -> Iterator[Finding]:
    """Each address is tried once, and of very many only the first: each is a visit to the site."""
    leads: dict[str, bool] = {}
    for part, column, address in _internal_links(obj):
        if address not in leads and len(leads) == MAX_TRIED:
            sentence = _("There are more than %d links to this site. From this one on, they were not tried.")
            yield part.finding(column, sentence % MAX_TRIED)
            return
        if address not in leads:
            leads[address] = leads_somewhere(address)
        if not leads[address]:
            yield part.finding(column, _("The link to %s leads nowhere.") % address)


def _internal_links(obj: Publishable) -> Iterator[tuple[Part, str, str]]:
    """(part, column, address) of every link to this site."""
    for part in written_parts(obj):
        for field in part.thing._meta.fields:
            if isinstance(field, RichTextField) and hasattr(field, "language"):
                for address in internal_links(getattr(part.thing, field.name) or ""):
                    yield part, field.name, address


def doubts(obj: Publishable) -> Iterator[Finding]:
    for column, sentence in obj.doubts():
        yield Part(obj, "", "").finding(column, sentence)


#: What is looked at before publishing; higher floors add to it. Functions that take a Publishable and give Findings.
CHECKS: list[Callable[[Any], Iterable[Finding]]] = [lacking, gaps, broken_links, doubts]


class Checklist:
    """All findings on a saved object. A language is checked as soon as something is written in it."""

    def __init__(self, obj: Publishable) -> None:
        self.obj = obj

    @cached_property
    def findings(self) -> list[Finding]:
        seen, found = set(), []
        for check in CHECKS:
            for finding in check(self.obj):
                if finding.target not in seen or not finding.target:
                    found.append(finding)
                if finding.hinders:  # what is missing altogether need not be called untranslated too
                    seen.add(finding.target)
        return found

    @cached_property
    def begun(self) -> list[str]:
        """The languages in which the object has a title or that were declared ready."""
        titles = dict(Part(self.obj, "", "").columns()).get(getattr(self.obj, "slug_source", ""), {})
        ready = self.obj.ready_languages
        return [code for code in CODES if code in ready or (titles and getattr(self.obj, titles[code]))]

    def of(self, language: str) -> list[Finding]:
        return [finding for finding in self.findings if finding.language == language]

    def hinders(self, language: str) -> list[Finding]:
        return [finding for finding in self.of(language) if finding.hinders]

    @property
    def publishable_languages(self) -> list[str]:
        """The languages declared ready in which nothing hinders; none while something hinders all of them."""
        ready = [code for code in self.obj.ready_languages if not self.hinders(code)]
        return ready if self.obj.source_language in ready and not self.hinders("") else []

    @property
    def groups(self) -> list[dict[str, Any]]:
        """For each language, and first for what concerns all: code, hindrances, warnings and whether it goes public."""
        return [
            {
                "language": code,
                "hindrances": self.hinders(code),
                "warnings": [finding for finding in self.of(code) if not finding.hinders],
                "is_ready": code in self.publishable_languages,
                "is_declared": not code or code in self.obj.ready_languages,
            }
            for code in ["", *self.begun]
        ]

    def publish(self) -> None:
        """Publish the object in its ready languages. Raises ValidationError for what no check foresaw."""
        self.obj.languages = self.publishable_languages
        self.obj.state = Publishable.State.PUBLISHED
        self.obj.full_clean()
        self.obj.save()


def checklist_page(model_admin: Any, request: HttpRequest, object_id: str) -> HttpResponse:
    obj = get_object_or_404(model_admin.get_queryset(request), pk=object_id)
    if not model_admin.has_view_or_change_permission(request, obj):
        raise PermissionDenied
    may_publish = model_admin.has_publish_permission(request) and model_admin.has_change_permission(request, obj)
    if request.method == "POST":
        if not may_publish:
            raise PermissionDenied
        return publish_what_is_ready(model_admin, request, obj)
    context = page_context(model_admin, request, _("Check-list: %(name)s") % {"name": obj}, obj)
    context |= {"state": shown_state(obj), "checklist": Checklist(obj), "may_publish": may_publish}
    return render(request, "admin/checklist.html", context)


def publish_what_is_ready(model_admin: Any, request: HttpRequest, obj: Publishable) -> HttpResponse:
    """Publish what the page offered; what has changed meanwhile may have taken a language away."""
    with transaction.atomic():
        checklist = Checklist(locked([obj]).get())
        number = len(checklist.publishable_languages)
        if not number:
            model_admin.message_user(request, _("Something still hinders publishing."), messages.ERROR)
            return HttpResponseRedirect(request.get_full_path())
        try:
            checklist.publish()
        except ValidationError as error:
            model_admin.message_user(request, " ".join(sentences_of(error, checklist.obj)), messages.ERROR)
            return HttpResponseRedirect(request.get_full_path())
        done = done_in(number, checklist.obj)
        model_admin.log_change(request, checklist.obj, done)
    model_admin.message_user(request, done, messages.SUCCESS)
    return HttpResponseRedirect(with_list_filters(model_admin, request, admin_address(obj)))


def done_in(number: int, obj: Publishable) -> str:
    """What has become of an object that was published in so many languages: it may have to wait for its time."""
    if obj.is_public:
        done = ngettext("Published in %(number)d language.", "Published in %(number)d languages.", number)
    else:
        done = ngettext(
            "It becomes public on %(when)s, in %(number)d language.",
            "It becomes public on %(when)s, in %(number)d languages.",
            number,
        )
    return done % {"number": number, "when": date_format(localtime(obj.publish_at), "DATETIME_FORMAT")}
