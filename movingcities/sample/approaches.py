from approaches.models import Approach, ApproachSection
from cities.models import City, PolicyArea
from content.languages import latin_slug
from movingcities.sample.loading import all_texts, facts, permanent, publishing, those_of, translated_of


def load_approaches(loader):
    described = {fact["title_en"]: fact for fact in facts("approaches")}
    entries = all_texts("approaches")
    for name, entry in entries.items():
        fact = described[entry["fact"]]
        values = (
            approach_figures(fact, entry) | publishing(entry) | translated_of(entry, "title", "short_title", "summary")
        )
        sections = entry["sections"]
        approach, is_new = loader.add(Approach, "approach", name, sections, ApproachSection, picture=name, **values)
        if is_new:
            approach.policy_areas.set(PolicyArea.objects.filter(slug__in=fact["policy_areas"]))
            if entry.get("contacts"):
                approach.contacts.set(approach.city.contacts.exclude(email=""))
    relate(entries)


def approach_figures(fact, entry):
    """The columns of an approach that are the same in all languages."""
    return {
        "city": City.objects.get(uuid=permanent("city", latin_slug(fact["city"]))),
        "lead": (fact["lead"] or "").replace(" ", "-"),
        "start_year": fact["start_year"],
        "end_year": fact["end_year"],
        "status": entry["status"],
    }


def relate(entries):
    """Each approach to those that its text file names, once all are there."""
    for name, entry in entries.items():
        approach = Approach.objects.get(uuid=permanent("approach", name))
        approach.related.add(*those_of(Approach, "approach", entry.get("related", ())))
