"""Loads sample/: real facts, and texts and pictures of our own. What is there already stays as it is."""

import json
import tomllib
from datetime import UTC, date, datetime
from pathlib import Path
from uuid import NAMESPACE_URL, uuid5

from django.conf import settings
from django.core.files.base import ContentFile
from django.core.management.base import BaseCommand
from django.db import transaction

from approaches.models import Approach, ApproachSection
from cities.models import City, CitySection, Contact, Membership, Network, PolicyArea, Takeaway
from content.languages import CODES, latin_slug
from news.models import NewsPost, NewsSection
from pages.models import Page, PageSection
from reports.models import Edition, File, Report
from search import index
from search.models import Document
from translations.models import Term

SAMPLE = settings.BASE_DIR / "sample"
PUBLIC_BASIS = "Published by the office itself"
PUBLIC_UNTIL = date(2031, 12, 31)


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


def translated(**fields):
    """{"title": {"en": …}} as column values: {"title_en": …}."""
    return {
        f"{name}_{code}": text for name, by_language in fields.items() for code, text in (by_language or {}).items()
    }


def publishing(entry, default_languages=("en",)):
    """The columns of Publishable from a text file."""
    values = {
        "source_language": entry.get("source_language", "en"),
        "languages": list(entry.get("languages", default_languages)),
        "state": entry.get("state", "published"),
        "publish_at": entry.get("publish_at", datetime(2026, 1, 1, tzinfo=UTC)),
        "verified_on": entry.get("verified_on"),
    }
    return values


class Command(BaseCommand):
    help = "Loads the sample content. Running it again adds what is missing and changes nothing else."

    @transaction.atomic
    def handle(self, *args, **options):
        self.alts = texts("pictures/alt.toml")
        self.created = 0
        with index.postponed():
            self.load()
        if not Document.objects.exists():  # content from before there was a search
            index.rebuild()
        self.stdout.write(f"{self.created} objects added.")

    def load(self):
        self.policy_areas()
        self.networks()
        self.cities()
        self.approaches()
        self.related()
        self.reports()
        self.news()
        self.pages()
        self.glossary()

    def add(self, model, prefix, key, sections=(), section_model=None, picture=None, **values):
        """Create the object unless it is there; gives the object and whether it is new."""
        uuid = permanent(prefix, key)
        if existing := model.objects.filter(uuid=uuid).first():
            return existing, False
        instance = model(uuid=uuid, **values)
        if picture:
            self.set_picture(instance, picture)
        instance.full_clean()
        instance.save()
        for position, section in enumerate(sections, 1):
            fields = {name: section.get(name) for name in ("heading", "body", "quote_author")}
            topic = {"topic": section["topic"]} if "topic" in section else {}
            save(section_model(owner=instance, position=position, **topic, **translated(**fields)))
        self.created += 1
        return instance, True

    def set_picture(self, instance, name):
        path = SAMPLE / "pictures" / f"{name}.webp"
        if name in self.alts:
            instance.picture = ContentFile(path.read_bytes(), name=path.name)
            for column, text in translated(picture_alt=self.alts[name]).items():
                setattr(instance, column, text)

    def policy_areas(self):
        described = {entry["key"]: entry for entry in texts("policy_areas.toml")["policy_areas"]}
        for position, fact in enumerate(facts("policy_areas"), 1):
            entry = described[fact["key"]]
            names = {code: fact.get(code, fact["en"]) for code in CODES}
            self.add(
                PolicyArea,
                "policy-area",
                fact["key"],
                slug=fact["key"],
                position=position,
                colour=entry["colour"],
                icon=entry["icon"],
                **translated(name=names, description=entry["description"]),
            )

    def networks(self):
        described = {entry["name"]: entry for entry in texts("networks.toml")["networks"]}
        for fact in facts("networks"):
            entry = described[fact["name"]]
            names = entry.get("name_translations", {}) | {entry["source_language"]: fact["name"]}
            self.add(
                Network,
                "network",
                fact["name"],
                slug=latin_slug(fact["name"]),
                kind=entry["kind"],
                founded=fact["founded"],
                website=fact["website"] or "",
                scope=fact["scope"],
                status=fact["status"],
                **publishing(entry),
                **translated(name=names, description=entry["description"]),
            )

    def cities(self):
        names, case_studies = texts("city_names.toml"), all_texts("cities")
        networks = {network.uuid: network for network in Network.objects.all()}
        for fact in facts("cities"):
            slug = latin_slug(fact["name_en"])
            entry = case_studies.get(slug, {"languages": CODES})
            city, is_new = self.add(
                City,
                "city",
                slug,
                entry.get("sections", ()),
                CitySection,
                picture=slug,
                slug=slug,
                country=fact["country_iso2"],
                latitude=str(fact["lat"]),
                longitude=str(fact["lon"]),
                population=fact["population"],
                population_year=fact["population_year"],
                website=entry.get("website", ""),
                is_case_study=fact["featured"],
                **publishing(entry),
                **translated(
                    name=named(fact["name_en"], names, entry.get("source_language", "en")),
                    subtitle=entry.get("subtitle"),
                    summary=entry.get("summary"),
                ),
            )
            if is_new:
                self.details(city, fact, entry, networks)

    def details(self, city, fact, entry, networks):
        """Takeaways, memberships and contacts of a new city."""
        for position, takeaway in enumerate(entry.get("takeaways", ()), 1):
            save(Takeaway(city=city, position=position, **translated(text=takeaway)))
        stated = {membership["network"]: membership for membership in entry.get("memberships", ())}
        for name in dict.fromkeys([*fact["networks"], *stated]):
            membership = stated.get(name, {})
            save(
                Membership(
                    city=city,
                    network=networks[permanent("network", name)],
                    kind=membership.get("kind", "member"),
                    is_founder=membership.get("founder", False),
                    joined=membership.get("joined"),
                    source=fact["membership_evidence"].get(name, ""),
                )
            )
        for contact in entry.get("contacts", ()):
            reach = {name: contact.get(name, "") for name in ("email", "phone", "website")}
            save(
                Contact(
                    city=city,
                    public_basis=PUBLIC_BASIS,
                    public_until=PUBLIC_UNTIL,
                    source_language=city.source_language if city.source_language in contact["organisation"] else "en",
                    **reach,
                    **translated(organisation=contact["organisation"], unit=contact.get("unit")),
                )
            )

    def approaches(self):
        described = {fact["title_en"]: fact for fact in facts("approaches")}
        for name, entry in all_texts("approaches").items():
            fact = described[entry["fact"]]
            approach, is_new = self.add(
                Approach,
                "approach",
                name,
                entry["sections"],
                ApproachSection,
                picture=name,
                city=City.objects.get(uuid=permanent("city", latin_slug(fact["city"]))),
                lead=(fact["lead"] or "").replace(" ", "-"),
                start_year=fact["start_year"],
                end_year=fact["end_year"],
                status=entry["status"],
                **publishing(entry),
                **translated(**{field: entry.get(field) for field in ("title", "short_title", "summary")}),
            )
            if is_new:
                approach.policy_areas.set(PolicyArea.objects.filter(slug__in=fact["policy_areas"]))
                if entry.get("contacts"):
                    approach.contacts.set(approach.city.contacts.exclude(email=""))

    def related(self):
        for name, entry in all_texts("approaches").items():
            approach = Approach.objects.get(uuid=permanent("approach", name))
            uuids = [permanent("approach", other) for other in entry.get("related", ())]
            approach.related.add(*Approach.objects.filter(uuid__in=uuids))

    def reports(self):
        for entry in texts("reports/reports.toml")["editions"]:
            city = City.objects.get(uuid=permanent("city", latin_slug(entry["city"])))
            report, _is_new = self.add(Report, "report", city.slug, city=city)
            edition, is_new = self.add(
                Edition,
                "edition",
                f"{city.slug}-{entry['year']}",
                report=report,
                year=entry["year"],
                updated_year=entry.get("updated_year"),
                **publishing(entry),
                **translated(notes=entry["notes"]),
            )
            for name in entry["files"] if is_new else ():
                pdf = ContentFile((SAMPLE / "reports" / name).read_bytes(), name=name)
                file = File(edition=edition, language=Path(name).stem.rpartition("-")[2], pdf=pdf)
                file.is_patient = True
                save(file)

    def news(self):
        for name, entry in all_texts("news").items():
            post, is_new = self.add(
                NewsPost,
                "news",
                name,
                entry["sections"],
                NewsSection,
                picture=name,
                kind=entry["kind"],
                date=entry["date"],
                author=entry.get("author", ""),
                event_start=entry.get("event_start"),
                event_end=entry.get("event_end"),
                event_place=entry.get("event_place", ""),
                **publishing(entry),
                **translated(**{field: entry.get(field) for field in ("title", "teaser", "region")}),
            )
            if is_new:
                post.cities.set(
                    City.objects.filter(uuid__in=[permanent("city", latin_slug(city)) for city in entry["cities"]])
                )
                post.networks.set(
                    Network.objects.filter(uuid__in=[permanent("network", name) for name in entry["networks"]])
                )
                post.approaches.set(
                    Approach.objects.filter(uuid__in=[permanent("approach", n) for n in entry["approaches"]])
                )

    def pages(self):
        for name, entry in all_texts("pages").items():
            self.add(
                Page,
                "page",
                name,
                entry["sections"],
                PageSection,
                in_menu=entry.get("menu", False),
                in_footer=entry.get("footer", False),
                position=entry["position"],
                **publishing(entry),
                **translated(title=entry["title"]),
            )

    def glossary(self):
        for entry in texts("glossary.toml")["terms"]:
            values = {field: entry.get(field) for field in ("name", "forms", "definition")}
            self.add(Term, "term", entry["key"], **translated(**values))


def named(name, names, source_language):
    """The name of a city by language; the English one stands in for a source language without its own."""
    return {source_language: name, "en": name} | names.get(name, {})


def save(instance):
    instance.full_clean()
    instance.save()
