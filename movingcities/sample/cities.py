from datetime import date

from cities.models import City, CitySection, Contact, Membership, Network, PolicyArea, Takeaway
from content.languages import CODES, latin_slug
from movingcities.sample.loading import all_texts, facts, in_columns, permanent, publishing, save, texts

PUBLIC_BASIS = "Published by the office itself"
PUBLIC_UNTIL = date(2031, 12, 31)


def load_policy_areas(loader):
    described = {entry["key"]: entry for entry in texts("policy_areas.toml")["policy_areas"]}
    for position, fact in enumerate(facts("policy_areas"), 1):
        entry = described[fact["key"]]
        loader.add(
            PolicyArea,
            "policy-area",
            fact["key"],
            slug=fact["key"],
            position=position,
            colour=entry["colour"],
            icon=entry["icon"],
            **in_columns(name={code: fact.get(code, fact["en"]) for code in CODES}, description=entry["description"]),
        )


def load_networks(loader):
    described = {entry["name"]: entry for entry in texts("networks.toml")["networks"]}
    for fact in facts("networks"):
        entry = described[fact["name"]]
        names = entry.get("name_translations", {}) | {entry["source_language"]: fact["name"]}
        loader.add(
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
            **in_columns(name=names, description=entry["description"]),
        )


def load_cities(loader):
    names, case_studies = texts("city_names.toml"), all_texts("cities")
    networks = {network.uuid: network for network in Network.objects.all()}
    for fact in facts("cities"):
        slug = latin_slug(fact["name_en"])
        entry = case_studies.get(slug, {"languages": CODES})
        sections = entry.get("sections", ())
        values = city_figures(fact) | publishing(entry) | words(fact, entry, names)
        city, is_new = loader.add(City, "city", slug, sections, CitySection, picture=slug, slug=slug, **values)
        if is_new:
            add_takeaways(city, entry)
            add_memberships(city, fact, entry, networks)
            add_contacts(city, entry)


def city_figures(fact):
    """The columns of a city from the facts."""
    return {
        "country": fact["country_iso2"],
        "latitude": str(fact["lat"]),
        "longitude": str(fact["lon"]),
        "population": fact["population"],
        "population_year": fact["population_year"],
        "is_case_study": fact["featured"],
    }


def words(fact, entry, names):
    """The columns of a city from its text file, if it has one, and from its names."""
    name = named(fact["name_en"], names, entry.get("source_language", "en"))
    columns = in_columns(name=name, subtitle=entry.get("subtitle"), summary=entry.get("summary"))
    return {"website": entry.get("website", "")} | columns


def named(name, names, source_language):
    """The name of a city by language; the English one stands in for a source language without its own."""
    return {source_language: name, "en": name} | names.get(name, {})


def add_takeaways(city, entry):
    for position, takeaway in enumerate(entry.get("takeaways", ()), 1):
        save(Takeaway(city=city, position=position, **in_columns(text=takeaway)))


def add_memberships(city, fact, entry, networks):
    """Those of the facts, and those that the text file states; it may say more about any of them."""
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


def add_contacts(city, entry):
    for contact in entry.get("contacts", ()):
        save(
            Contact(
                city=city,
                public_basis=PUBLIC_BASIS,
                public_until=PUBLIC_UNTIL,
                source_language=city.source_language if city.source_language in contact["organisation"] else "en",
                **{name: contact.get(name, "") for name in ("email", "phone", "website")},
                **in_columns(organisation=contact["organisation"], unit=contact.get("unit")),
            )
        )
