"""How the files of sample/ are read, and objects made of them."""

import json
import tomllib
from datetime import UTC, datetime
from uuid import NAMESPACE_URL, uuid5

from django.conf import settings
from django.core.files.base import ContentFile

SAMPLE = settings.BASE_DIR / "sample"


def facts(name):
    return json.loads((SAMPLE / "facts" / f"{name}.json").read_text())


def texts(name):
    return tomllib.loads((SAMPLE / name).read_text())


def all_texts(folder):
    """{file name without .toml: its content} of a folder, in order of the names."""
    return {path.stem: tomllib.loads(path.read_text()) for path in sorted((SAMPLE / folder).glob("*.toml"))}


def permanent(kind, key):
    """The uuid of a sample object: the same in every installation, so that loading twice finds it."""
    return uuid5(NAMESPACE_URL, f"moving-cities/sample/{kind}/{key}")


def those_of(model, kind, keys):
    """The sample objects of a model with these keys."""
    return model.objects.filter(uuid__in=[permanent(kind, key) for key in keys])


def in_columns(**fields):
    """{"title": {"en": …}} as column values: {"title_en": …}."""
    return {
        f"{name}_{code}": text for name, by_language in fields.items() for code, text in (by_language or {}).items()
    }


def translated_of(entry, *names):
    """The column values of these fields from a text file."""
    return in_columns(**{name: entry.get(name) for name in names})


def publishing(entry):
    """The columns of Publishable from a text file."""
    return {
        "source_language": entry.get("source_language", "en"),
        "languages": list(entry.get("languages", ["en"])),
        "state": entry.get("state", "published"),
        "publish_at": entry.get("publish_at", datetime(2026, 1, 1, tzinfo=UTC)),
        "verified_on": entry.get("verified_on"),
    }


def save(instance):
    instance.full_clean()
    instance.save()


class SampleLoader:
    """Adds sample objects, and counts those that were not there."""

    def __init__(self):
        self.alts = texts("pictures/alt.toml")
        self.created = 0

    def add(self, model, prefix, key, sections=(), section_model=None, picture=None, **values):
        """Create the object unless it is there; gives the object and whether it is new."""
        uuid = permanent(prefix, key)
        if existing := model.objects.filter(uuid=uuid).first():
            return existing, False
        instance = model(uuid=uuid, **values)
        if picture:
            self._set_picture(instance, picture)
        save(instance)
        for position, section in enumerate(sections, 1):
            topic = {"topic": section["topic"]} if "topic" in section else {}
            columns = translated_of(section, "heading", "body", "quote_author")
            save(section_model(owner=instance, position=position, **topic, **columns))
        self.created += 1
        return instance, True

    def _set_picture(self, instance, name):
        path = SAMPLE / "pictures" / f"{name}.webp"
        if name in self.alts:
            instance.picture = ContentFile(path.read_bytes(), name=path.name)
            for column, text in in_columns(picture_alt=self.alts[name]).items():
                setattr(instance, column, text)
