from datetime import timedelta

import pytest
from django.core.management import call_command
from django.db import transaction
from django.utils import timezone

from approaches.models import ApproachSection
from cities.models import City, CitySection, Takeaway
from news.models import Download, NewsPost, NewsSection
from pages.models import PageSection
from reports.models import PageText
from search import engines, index
from search.kinds import ROWS
from search.models import Document, Word
from search.results import SearchResults, primary_keys
from search.suggestions import suggestions
from tests.factories import (
    make_approach,
    make_area,
    make_city,
    make_edition,
    make_file,
    make_network,
    make_page,
    make_post,
)

pytestmark = pytest.mark.django_db


def found(text):
    """(kind, primary key) of all that a search finds."""
    return [(hit.kind.value, hit.matches[0].object_id) for hit in SearchResults(text).hits]


def make_thing(kind, title="Quince", **values):
    """A public object of a kind with a word in its title."""
    return {
        "city": lambda: make_city(title, **values),
        "network": lambda: make_network(title, **values),
        "approach": lambda: make_approach(title_en=title, **values),
        "news": lambda: make_post(title_en=title, **values),
        "page": lambda: make_page(title_en=title, **values),
        "report": lambda: make_edition(notes_en=title, languages=(), **values),
    }[kind]()


KINDS = ["city", "network", "approach", "news", "page", "report"]


def test_every_kind_has_a_row():
    assert [row.kind for row in ROWS] == list(Document.Kind)


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("state", ["draft", "review", "archived"])
def test_what_is_not_published_is_found_by_no_route(kind, state, client):
    make_thing(kind, state=state)
    for text in ["Quince", "quincy", "quin", '"Quince"']:
        assert found(text) == []
    assert suggestions("quin") == []
    assert "Quince" not in client.get("/en/search/", {"q": "Qince"}).content.decode()
    assert [primary_keys(row.sources.model, "Quince", "en") for row in ROWS] == [[]] * 6
    assert Document.objects.filter(title__contains="Quince").count() == 0


@pytest.mark.parametrize("kind", KINDS)
def test_what_is_scheduled_is_found_from_its_moment_on(kind, monkeypatch, client):
    thing = make_thing(kind, publish_at=timezone.now() + timedelta(hours=1))
    assert found("Quince") == suggestions("quin") == []
    assert "Quince" not in client.get("/en/search/", {"q": "Qince"}).content.decode()

    later = timezone.now() + timedelta(hours=2)
    monkeypatch.setattr(timezone, "now", lambda: later)
    assert found("Quince") == [(kind, thing.report_id if kind == "report" else thing.pk)]


@pytest.mark.parametrize("kind", KINDS)
def test_archiving_publishing_changing_and_deleting_is_followed_at_once(kind):
    thing = make_thing(kind)
    entry = [(kind, thing.report_id if kind == "report" else thing.pk)]
    assert found("Quince") == entry
    thing.state = "archived"
    thing.save()
    assert found("Quince") == []
    thing.state = "published"
    setattr(thing, "notes_en" if kind == "report" else f"{thing.slug_source}_en", "Medlar")
    thing.save()
    assert (found("Quince"), found("Medlar")) == ([], entry)
    thing.delete()
    assert found("Medlar") == []
    assert Document.objects.filter(kind=kind).count() == 0
    assert engines.engine().superfluous() == 0


def test_a_city_takes_its_approaches_and_reports_along():
    city = make_city("Quince")
    approach = make_approach(city, title_en="Orchard")
    edition = make_edition(city, notes_en="Orchard", languages=())
    assert sorted(found("Orchard")) == [("approach", approach.pk), ("report", edition.report_id)]
    city.state = "archived"
    city.save()
    assert found("Orchard") == []
    city.state, city.publish_at = "published", timezone.now() + timedelta(hours=1)
    city.save()
    assert found("Orchard") == []
    city.publish_at = timezone.now()
    city.save()
    assert sorted(found("Orchard")) == [("approach", approach.pk), ("report", edition.report_id)]


def test_a_city_that_is_renamed_renames_what_is_found_by_its_name():
    city = make_city("Quince")
    approach, edition = make_approach(city), make_edition(city, languages=())
    everything = [("approach", approach.pk), ("city", city.pk), ("report", edition.report_id)]
    assert sorted(found("Quince")) == everything
    city.name_en = "Medlar"
    city.save()
    assert (found("Quince"), sorted(found("Medlar"))) == ([], everything)


@pytest.mark.parametrize(
    ("make_owner", "section_model"),
    [(make_city, CitySection), (make_approach, ApproachSection), (make_post, NewsSection), (make_page, PageSection)],
)
def test_sections_are_part_of_their_owner(make_owner, section_model):
    owner = make_owner()
    section = section_model.objects.create(owner=owner, body_en="<p>A quince</p><p>&amp; a <b>med</b>lar</p>")
    assert [pk for _kind, pk in found("quince")] == [owner.pk]
    section.body_en = "<p>Nothing</p>"
    section.save()
    assert found("quince") == []
    section.body_en = "<p>A quince</p>"
    section.save()
    section.delete()
    assert found("quince") == []


def test_takeaways_and_downloads_are_part_of_their_owner():
    city, post = make_city(), make_post()
    takeaway = Takeaway.objects.create(city=city, text_en="A quince")
    download = Download.objects.create(post=post, title_en="Medlar", pdf="x.pdf", size=1, pages=1)
    assert (found("quince"), found("medlar")) == ([("city", city.pk)], [("news", post.pk)])
    takeaway.delete()
    download.delete()
    assert (found("quince"), found("medlar")) == ([], [])


def test_policy_areas_are_part_of_their_approaches():
    area, other = make_area("quince"), make_area("medlar")
    approach = make_approach(areas=[area])
    entry = [("approach", approach.pk)]
    assert (found("quince"), found("medlar")) == (entry, [])
    other.approaches.add(approach)
    assert found("medlar") == entry
    other.approaches.clear()
    assert found("medlar") == []
    area.name_en = "Apple"
    area.save()
    assert (found("quince"), found("apple")) == ([], entry)
    area.delete()
    assert found("apple") == []


def test_pages_of_a_report_belong_to_its_present_files():
    edition = make_edition(languages=("de",))
    file = edition.files.get()
    PageText.objects.create(file=file, number=12, text="Eine Quitte wächst in der Nach-\nbarschaft")
    file.save()
    assert found("Quitten") == found("Nachbarschaft") == [("report", edition.report_id)]
    assert [(match.page, match.language) for match in SearchResults("Quitte").hits[0].matches] == [(12, "de")]

    newer = make_file(make_edition(year=2023, languages=()), "de")
    file.pdf, file.verdict = newer.pdf, None
    file.replaced_at = timezone.now()
    file.save()
    assert found("Quitte") == []
    file.replaced_at = None
    file.save()
    assert found("Quitte") == [("report", edition.report_id)]
    file.delete()
    assert found("Quitte") == []


def test_texts_count_only_in_the_languages_that_are_ready():
    post = make_post(title_de="Quitte", teaser_de="Obst")
    assert found("Quitte") == []
    post.languages = ["en", "de"]
    post.save()
    assert found("Quitte") == [("news", post.pk)]


def test_a_change_that_is_taken_back_leaves_no_trace():
    with transaction.atomic():
        make_city("Quince")
        assert len(found("Quince")) == 1
        transaction.set_rollback(True)
    assert found("Quince") == []
    assert (Document.objects.count(), engines.engine().superfluous()) == (0, 0)


def test_much_at_a_time_is_indexed_once_at_the_end():
    with index.postponed():
        city = make_city("Quince")
        city.subtitle_en = "Medlar"
        city.save()
        assert found("Quince") == []
    assert found("Quince") == found("Medlar") == [("city", city.pk)]


def test_what_has_been_written_past_the_models_does_not_leak():
    post = make_post(title_en="Quince")
    NewsPost.objects.update(state="draft")
    assert SearchResults("Quince").page(1).object_list == []
    assert suggestions("quin") == []
    assert post.title_en == "Quince"


def check(capsys):
    """(exit code, what was said)"""
    try:
        call_command("reindex", "--check")
    except SystemExit as stop:
        return stop.code, capsys.readouterr().out.splitlines()
    return 0, capsys.readouterr().out.splitlines()


def test_reindex_check_tells_each_difference_and_changes_nothing(capsys):
    city, post = make_city("Quince"), make_post(title_en="Medlar")
    assert check(capsys) == (0, ["The index is right."])

    City.objects.filter(pk=city.pk).update(name_en="Apple")
    NewsPost.objects.filter(pk=post.pk).update(state="draft")
    page = make_page()
    engines.engine().remove(Document.objects.filter(kind="page").values_list("pk", flat=True))
    before = list(Document.objects.values_list())
    expected = [
        f"to be made: city {city.pk} en 0",
        f"to go: news {post.pk} en 0",
        f"not in the index as it is: page {page.pk} en 0",
        "3 differences.",
    ]
    assert check(capsys) == check(capsys) == (1, expected)
    assert list(Document.objects.values_list()) == before

    call_command("reindex")
    assert capsys.readouterr().out == "2 documents.\n"
    assert check(capsys) == (0, ["The index is right."])
    assert (found("Apple"), found("Medlar")) == ([("city", city.pk)], [])


def test_reindex_check_finds_entries_that_belong_to_nothing(capsys):
    make_city("Quince")
    Document.objects.all().delete()
    code, said = check(capsys)
    assert (code, said[-2:]) == (1, ["entries of the index without a document: 1", "2 differences."])


def test_reindex_forgets_words_that_stand_nowhere_any_more():
    city = make_city("Quince")
    city.name_en = "Medlar"
    city.save()
    assert Word.objects.filter(folded="quince").exists()
    call_command("reindex")
    assert not Word.objects.filter(folded="quince").exists()


def test_the_engine_is_a_setting(settings):
    engines.engine.cache_clear()
    settings.SEARCH_ENGINE = "tests.search.test_index.OtherEngine"
    try:
        assert isinstance(engines.engine(), OtherEngine)
        engines.engine.cache_clear()
        settings.SEARCH_ENGINE = "somewhere.Else"
        with pytest.raises(engines.ImproperlyConfigured, match=r"^SEARCH_ENGINE is “somewhere\.Else”: No module"):
            engines.engine()
    finally:
        engines.engine.cache_clear()


class OtherEngine(engines.Engine):
    pass
