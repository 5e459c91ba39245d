"""Keeping documents, words and the engine's index in step with the content, in the transaction of each change."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from contextvars import ContextVar
from itertools import islice
from typing import Any, TypeVar

from django.db import transaction
from django.db.models import Model
from django.db.models.signals import m2m_changed, post_delete, post_save, pre_delete

from search.engines import engine
from search.kinds import KINDS, kinds_joined_by, models_followed, reached_from, tables_followed
from search.models import Document, Word
from search.words import fold, words_in

T = TypeVar("T")

BATCH = 100
CHANGING = ["object_id", "public_from", "title", "body"]

#: What has changed within `postponed`, or None outside of it.
_postponed: ContextVar[defaultdict[str, set[int]] | None] = ContextVar("postponed", default=None)


def follow() -> None:
    """Hear of every change of what documents are made from. Called once, when the apps are ready."""
    for model in models_followed():
        post_save.connect(_saved, sender=model)
        pre_delete.connect(_about_to_go, sender=model)
        post_delete.connect(_gone, sender=model)
    for table in tables_followed():
        m2m_changed.connect(_joined, sender=table)


def _saved(sender: type[Model], instance: Model, **kwargs: Any) -> None:
    refresh_documents(reached_from(instance))


def _about_to_go(sender: type[Model], instance: Any, **kwargs: Any) -> None:
    # Afterwards the rows that say what it reached are gone too.
    instance._reached = {kind: list(pks) for kind, pks in reached_from(instance).items()}


def _gone(sender: type[Model], instance: Any, **kwargs: Any) -> None:
    refresh_documents(instance._reached)


def _joined(sender: type[Model], instance: Model, action: str, reverse: bool, pk_set: Any, **kwargs: Any) -> None:
    """Something was joined to a source, or parted from it; in `reverse` the instance is the other one."""
    if action == "pre_clear":
        _about_to_go(type(instance), instance)
    elif action == "post_clear":
        _gone(type(instance), instance)
    elif action.startswith("post"):
        refresh_documents({kind: pk_set if reverse else [instance.pk] for kind in kinds_joined_by(sender)})


@contextmanager
def postponed() -> Iterator[None]:
    """Within it changes are only noted; at its end the index follows, once for each object.

    For loading much at a time; inside of a transaction the index is right at its end as always.
    """
    with indexing_paused() as noted:
        yield
    refresh_documents(noted)


@contextmanager
def indexing_paused() -> Iterator[Mapping[str, Iterable[int]]]:
    """Within it the index follows nothing; `rebuild` makes it right again. Gives what it would have followed."""
    noted: defaultdict[str, set[int]] = defaultdict(set)
    token = _postponed.set(noted)
    try:
        yield noted
    finally:
        _postponed.reset(token)


def refresh_documents(reached: Mapping[str, Iterable[int]]) -> None:
    """Make the documents of these objects, {kind: primary keys}, what they should be now."""
    if (noted := _postponed.get()) is not None:
        for kind, pks in reached.items():
            noted[kind].update(pks)
        return
    for kind, pks in reached.items():
        for some in _batches(pks):
            _refresh(kind, some)


def _batches(things: Iterable[T]) -> Iterator[list[T]]:
    things = iter(things)
    while batch := list(islice(things, BATCH)):
        yield batch


@transaction.atomic
def _refresh(kind: str, pks: Collection[int]) -> None:
    # Two people may change parts of one object at once: the second one waits here and then sees what the first one did.
    list(
        KINDS[kind].sources.model.objects.select_for_update(no_key=True).filter(pk__in=pks).order_by("pk").values("pk")
    )
    changed, unwanted = differences(kind, pks)
    _forget([document.pk for document in unwanted])
    _keep(changed)


def differences(kind: str, pks: Collection[int]) -> tuple[list[Document], list[Document]]:
    """The documents of these objects that are missing or stored in another state, and the stored ones to go."""
    stored = {document.key: document for document in Document.objects.filter(kind=kind, source_id__in=pks)}
    wanted = list(KINDS[kind].documents(pks))
    changed = [document for document in wanted if _differ(document, stored.pop(document.key, None))]
    return changed, list(stored.values())


def _differ(document: Document, stored: Document | None) -> bool:
    return stored is None or any(getattr(document, name) != getattr(stored, name) for name in CHANGING)


def _forget(ids: Collection[int]) -> None:
    engine().remove(ids)
    Document.objects.filter(pk__in=ids).delete()


def _keep(documents: Sequence[Document]) -> None:
    if not documents:
        return
    unique = ["kind", "source_id", "language", "page"]
    Document.objects.bulk_create(documents, update_conflicts=True, unique_fields=unique, update_fields=CHANGING)
    engine().add(sorted(documents, key=lambda document: document.language))  # stems are remembered for a while
    _learn_words(documents)


def words_to_learn(documents: Iterable[Document]) -> dict[str, str]:
    """{folded: as written} of the words in documents that a mistyped one may have meant."""
    written: dict[str, str] = {}
    for document in documents:
        for word in words_in(f"{document.title}\n{document.body}"):
            if len(folded := fold(word)) >= 3 and not folded.isdecimal():
                written.setdefault(folded, word.lower() if word.isupper() else word)
    return written


def _learn_words(documents: Iterable[Document]) -> None:
    written = words_to_learn(documents)
    for some in _batches(sorted(written)):
        known = set(Word.objects.filter(folded__in=some).values_list("folded", flat=True))
        new = [word for word in some if word not in known]
        Word.objects.bulk_create(map(_word, new, [written[word] for word in new]), ignore_conflicts=True)


def _word(folded: str, written: str) -> Word:
    return Word(folded=folded, written=written[:60], initial=folded[0], ending=folded[-2:], length=len(folded))


@transaction.atomic
def rebuild() -> int:
    """Make everything anew; gives the number of documents."""
    engine().clear()
    Document.objects.all().delete()
    Word.objects.all().delete()
    for kind, pks in _all_sources():
        _keep(list(KINDS[kind].documents(pks)))
    return Document.objects.count()


def _all_sources() -> Iterator[tuple[str, list[int]]]:
    """(kind, some primary keys) until all have been named, those of documents without an object too."""
    for kind, row in KINDS.items():
        present = set(row.sources.model.objects.values_list("pk", flat=True))
        remembered = set(Document.objects.filter(kind=kind).values_list("source_id", flat=True))
        for some in _batches(sorted(present | remembered)):
            yield kind, some


def faults() -> Iterator[tuple[str, Document | int]]:
    """What is wrong, changing nothing: (what, document) for missing or outdated documents, those that should not be
    there, documents whose entry in the index is not theirs, and how many entries belong to none."""
    for kind, pks in _all_sources():
        changed, unwanted = differences(kind, pks)
        yield from (("to be made", document) for document in changed)
        yield from (("to go", document) for document in unwanted)
        stored = list(Document.objects.filter(kind=kind, source_id__in=pks))
        for some in _batches(stored):
            yield from (("not in the index as it is", document) for document in engine().outdated(some))
    if number := engine().superfluous():
        yield "entries of the index without a document", number
