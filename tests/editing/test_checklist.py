import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from approaches.models import Approach
from content.languages import CODES
from editing.publishing import checklist
from editing.publishing.checklist import Checklist, Finding
from tests import samples
from tests.factories import make_approach, make_city, make_contact, make_user
from tests.pages_of import links_in, main_of, text_of

pytestmark = pytest.mark.django_db


def draft(**values):
    """A draft in German that lacks nothing in German."""
    defaults = {"title_en": "", "summary_en": "", "title_de": "Wohnen", "summary_de": "Kurz", "source_language": "de"}
    return make_approach(**defaults | {"state": "draft", "languages": ["de"]} | values)


def hindrances(obj, language):
    return [(finding.where, finding.target) for finding in Checklist(obj).hinders(language)]


def warnings(obj, language):
    return [finding for finding in Checklist(obj).of(language) if not finding.hinders]


def test_a_complete_draft_can_be_published_in_its_language():
    assert Checklist(draft()).publishable_languages == ["de"]


def test_missing_texts_hinder_their_language_and_no_other():
    approach = draft(title_fr="Logement", languages=["de", "fr"])
    assert hindrances(approach, "fr") == [("Summary", "id_summary_fr")]
    assert Checklist(approach).publishable_languages == ["de"]
    assert Checklist(approach).begun == ["de", "fr"]


def test_what_the_source_language_lacks_hinders_all():
    approach = draft(title_en="Housing", summary_en="Short", summary_de="", languages=["en", "de"])
    assert Checklist(approach).publishable_languages == []


def test_what_has_no_language_hinders_all():
    assert Checklist(Approach.objects.create(title_en="x", summary_en="x")).publishable_languages == []
    city = make_city(state="draft", country="", latitude=None)
    assert hindrances(city, "") == [("Country", "id_country"), ("Latitude", "id_latitude")]
    assert Checklist(city).publishable_languages == []


def test_a_picture_without_words_hinders_also_inside_a_section():
    approach = draft(picture=SimpleUploadedFile("a.png", samples.picture()))
    approach.sections.create(position=1, body_de="<p>Text</p>")
    approach.sections.create(position=2, picture=SimpleUploadedFile("b.png", samples.picture()))
    assert hindrances(approach, "de") == [
        ("Picture in words", "id_picture_alt_de"),
        ("Section 2: Picture in words", "id_sections-1-picture_alt_de"),
    ]


def test_a_taken_slug_and_a_city_that_is_not_public_hinder():
    taken = make_approach(title_en="Homes")
    approach = draft(city=taken.city, slug_de="homes")
    assert hindrances(approach, "de") == [("Address", "id_slug_de")]
    approach = draft(city=make_city(state="draft"))
    assert hindrances(approach, "") == [("State", "id_state")]


def test_what_is_not_translated_is_a_warning_where_the_language_has_been_begun():
    approach = draft(title_fr="Logement", summary_fr="Court", languages=["de", "fr"])
    approach.sections.create(position=1, body_de="<p>Text</p>", body_en="<p>Text</p>")
    sentence = "Not translated: readers will see the source language here."
    assert warnings(approach, "fr") == [Finding(False, "fr", "Section 1: Text", sentence, "id_sections-0-body_fr")]
    assert warnings(approach, "de") == []
    assert Checklist(approach).publishable_languages == ["de", "fr"]


@pytest.mark.parametrize(
    ("address", "is_broken"),
    [
        ("/en/cities/ulm/", False),
        ("/de/ulm", False),  # of the original site: it leads to where the city is now
        ("/en/cities/", False),
        ("/en/cities/secret/", True),
        ("/en/cities/nowhere/", True),
        ("http://localhost:8000/en/cities/ulm/?x=1#section-3", False),
        ("http://localhost:8000/en/cities/nowhere/", True),
        ("https://localhost.example/en/cities/nowhere/", False),
        ("mailto:office@example.org", False),
        ("#section-1", False),
        ("example.org/report", True),  # from any page of ours that is another address
    ],
)
def test_links_inside_the_site_must_lead_somewhere(settings, address, is_broken):
    settings.SITE_URL = "http://localhost:8000"
    make_city("Ulm", slug="ulm", is_case_study=True)
    make_city("Secret", slug="secret", state="draft")
    approach = draft()
    approach.sections.create(body_de=f'<p>See <a href="{address}">there</a>.</p>')
    found = [(finding.target, finding.sentence) for finding in warnings(approach, "de")]
    assert found == ([("id_sections-0-body_de", f"The link to {address} leads nowhere.")] if is_broken else [])


def test_contacts_without_consent_and_an_overdue_check_are_warnings():
    approach = draft(review_by="2020-01-01")
    approach.contacts.set([make_contact(organisation_en="Silent", public_basis="", public_until=None), make_contact()])
    approach.refresh_from_db()
    assert [(finding.target, finding.sentence) for finding in warnings(approach, "")] == [
        ("id_review_by", "This should have been checked again by now."),
        ("id_contacts", "Silent may not be shown: there is no consent, or its time is over."),
    ]


def test_higher_floors_add_their_checks(monkeypatch):
    def stale(obj):
        yield Finding(False, "fr", "Summary", "The source has changed since.", "id_summary_fr")

    monkeypatch.setattr(checklist, "CHECKS", [*checklist.CHECKS, stale])
    approach = draft(title_fr="Logement", summary_fr="Court", languages=["de", "fr"])
    assert [finding.sentence for finding in warnings(approach, "fr")] == ["The source has changed since."]
    assert Checklist(approach).publishable_languages == ["de", "fr"]


def address(approach):
    return reverse("admin:approaches_approach_checklist", args=[approach.pk])


def test_the_page_leads_to_the_fields_and_publishes_the_ready_languages_with_one_button(client):
    texts = {f"{field}_{code}": f"{field} {code}" for field in ["title", "summary"] for code in CODES if code != "pl"}
    approach = draft(**texts, title_pl="Mieszkania", languages=["en", "de", "fr", "es", "it", "pl"])
    client.force_login(make_user("Editor"))
    response = client.get(address(approach))
    form = reverse("admin:approaches_approach_change", args=[approach.pk])
    assert links_in(main_of(response), f"{form}#") == [f"{form}#id_summary_pl", f"{form}#id_languages"]
    assert "Publish the 5 ready languages" in text_of(main_of(response))
    client.post(address(approach))
    approach.refresh_from_db()
    assert (approach.languages, approach.is_public) == (["en", "de", "fr", "es", "it"], True)


def test_what_waits_for_its_time_is_not_called_published(client):
    approach = draft(publish_at="2030-01-01T11:00Z")
    client.force_login(make_user("Editor"))
    page = text_of(client.post(address(approach), follow=True).content.decode())
    assert "It becomes public on 1 January 2030, 12:00, in 1 language." in page


def test_the_page_publishes_nothing_that_lacks_something(client):
    approach = draft(summary_de="")
    client.force_login(make_user("Editor"))
    assert "This cannot be published yet." in text_of(main_of(client.get(address(approach))))
    response = client.post(address(approach), follow=True)
    assert "Something still hinders publishing." in text_of(main_of(response))
    approach.refresh_from_db()
    assert approach.state == "draft"


def test_who_may_not_publish_sees_the_list_without_the_button(client):
    approach = draft()
    client.force_login(make_user("Translator"))
    assert "Publish the" not in text_of(main_of(client.get(address(approach))))
    assert client.post(address(approach)).status_code == 403
    approach.refresh_from_db()
    assert approach.state == "draft"
