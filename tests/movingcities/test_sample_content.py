from itertools import cycle

import pytest
from django.apps import apps
from django.core.management import call_command
from django.utils.translation import override

from approaches.models import Approach
from cities.models import City, Network, PolicyArea
from content.languages import CODES
from content.models import ContentMark, Publishable
from news.models import NewsPost
from pages.models import Page
from reports import pdf
from reports.models import Edition, File
from search import index
from search.models import Document
from tests.factories import make_city

pytestmark = pytest.mark.django_db


def everything():
    """All rows of our own apps, comparable; but not the marks of change, which say that somebody asked to write."""
    models = [
        model
        for model in apps.get_models()
        if model._meta.app_label in {"content", "cities", "approaches", "reports", "news", "pages"}
        and model is not ContentMark
    ]
    return {model._meta.label: sorted(map(repr, model.objects.values_list())) for model in models}


@pytest.fixture
def _sample(monkeypatch):
    """Loaded on a machine so busy that no upload would be read in time."""
    monkeypatch.setattr(pdf, "WALL_SECONDS", 0.01)
    call_command("sample_content")


def filled_in_all_languages(objects, field):
    return sum(all(getattr(instance, f"{field}_{code}") for code in CODES) for instance in objects)


@pytest.mark.usefixtures("_sample")
def test_the_sample_content_is_what_the_readme_says(capsys, client):
    before = everything()
    call_command("sample_content")
    assert "0 objects added" in capsys.readouterr().out
    assert everything() == before
    assert list(index.faults()) == []

    assert (City.objects.count(), Network.objects.count(), PolicyArea.objects.count()) == (161, 16, 13)
    assert City.objects.published().case_studies().count() == 28
    assert (Approach.objects.count(), Approach.objects.published().count()) == (38, 34)
    states = {state: Approach.objects.filter(state=state).count() for state in ["draft", "review", "archived"]}
    assert (states, Approach.objects.scheduled().count()) == ({"draft": 1, "review": 1, "archived": 1}, 1)
    assert NewsPost.objects.count() >= 9
    assert Page.objects.published().count() == 6

    potsdam = City.objects.get(slug="potsdam")
    assert (potsdam.takeaways.count(), potsdam.sections.count(), potsdam.approaches.published().count()) == (3, 6, 5)
    assert sorted(potsdam.memberships.values_list("network__slug", "joined")) == [
        ("international-alliance-of-safe-harbours", 2021),
        ("staedte-sicherer-haefen", 2019),
    ]
    for slug in ["bremen", "potsdam"]:
        edition = Edition.objects.published().get(report__city__slug=slug, year=2021)
        assert edition.updated_year == 2023
        assert sorted(edition.files.values_list("language", flat=True)) == ["de", "en"]
        assert City.objects.get(slug=slug).contacts.published().exists()
    assert File.objects.filter(pages__lt=6).count() == 0
    full = [city for city in City.objects.case_studies() if city.sections.count() >= 4]
    assert len(full) >= 10
    assert [
        approach.slug_en or approach.slug_de for approach in Approach.objects.all() if approach.sections.count() < 2
    ] == []
    case_studies = City.objects.case_studies().exclude(languages__in=[["de"]])
    assert filled_in_all_languages(case_studies, "summary") == filled_in_all_languages(case_studies, "subtitle") >= 26
    assert filled_in_all_languages(Approach.objects.all(), "summary") >= 20
    assert Approach.objects.filter(languages=["de"]).exists()
    pictures = City.objects.case_studies()
    assert [city.slug for city in pictures if not city.picture] == []
    assert [city.slug for city in pictures if not city.picture_alt_de] == []

    models = [model for model in apps.get_models() if issubclass(model, Publishable)]
    published = [instance for model in models for instance in model.objects.published()]
    for instance, code in zip(published, cycle(CODES), strict=False):
        with override(code):
            assert client.get(instance.get_absolute_url()).status_code == 200


def test_content_from_before_there_was_a_search_gets_its_index(monkeypatch):
    make_city("Quince")
    Document.objects.all().delete()
    monkeypatch.setattr("movingcities.management.commands.sample_content.LOADERS", [])
    call_command("sample_content")
    assert Document.objects.get().title == "Quince"
    assert list(index.faults()) == []
