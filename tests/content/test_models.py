import re
from datetime import timedelta

import pytest
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import override

from approaches.models import Approach
from cities.models import City, Network
from content.languages import latin_slug, sort_key
from content.models import Address
from news.models import NewsPost
from pages.models import Page
from tests import samples
from tests.factories import make_approach, make_city, make_page, make_post


@pytest.mark.parametrize(
    ("text", "slug"),
    [
        ("Düsseldorf", "duesseldorf"),
        ("Gießen", "giessen"),
        ("Łódź", "lodz"),
        ("Θεσσαλονίκη", "thessaloniki"),
        ("Πώς λειτουργεί ο δήμος; Εύκολα, αυτόματα.", "pos-leitourgei-o-dimos-evkola-avtomata"),
        ("L’Hospitalet – Barcelona", "lhospitalet-barcelona"),
        ("Київ", "kiiv"),
        ("القدس", "lqds"),
        ("東京", "dongjing"),
        ("!?", ""),
    ],
)
def test_slugs_are_latin_in_every_script(text, slug):
    assert latin_slug(text) == slug


def test_names_sort_by_their_letters_not_by_their_bytes():
    names = ["Zürich", "Łódź", "Lyon", "Århus", "Ξάνθη", "Αθήνα", "Órbigo", "Paris"]
    assert sorted(names, key=sort_key) == ["Århus", "Łódź", "Lyon", "Órbigo", "Paris", "Zürich", "Αθήνα", "Ξάνθη"]


@pytest.mark.django_db
def test_only_published_objects_whose_time_has_come_are_public():
    now = timezone.now()
    public = make_city("Public")
    scheduled = make_city("Scheduled", publish_at=now + timedelta(hours=1))
    for state in ["draft", "review", "archived"]:
        make_city(state, state=state)
    assert list(City.objects.published()) == [public]
    assert list(City.objects.scheduled()) == [scheduled]
    assert (public.is_public, scheduled.is_public, scheduled.is_scheduled) == (True, False, True)


@pytest.mark.django_db
def test_the_approaches_of_a_draft_city_are_not_public():
    shown = make_approach(make_city("Public"))
    make_approach(make_city("Draft", state="draft"))
    assert list(Approach.objects.published()) == [shown]


@pytest.mark.django_db
def test_texts_are_read_in_the_readers_language_only_when_it_is_ready():
    city = make_city("Cologne", name_de="Köln", name_fr="Cologne (brouillon)", languages=["en", "de"])
    with override("de"):
        assert (city.t.name, city.t.name.lang) == ("Köln", "")
    with override("fr"):
        assert (city.t.name, city.t.name.lang) == ("Cologne", ' lang="en"')
        assert city.shown_language == "en"


@pytest.mark.django_db
def test_a_gap_in_a_ready_language_is_filled_from_the_source():
    city = make_city("Bern", name_de="Bern", subtitle_de="Untertitel", source_language="de", languages=["de", "en"])
    with override("en"):
        assert (city.t.subtitle, city.t.subtitle.lang) == ("Untertitel", ' lang="de"')


@pytest.mark.django_db
def test_publishing_needs_the_texts_of_every_ready_language():
    approach = make_approach(languages=["en", "de"], title_de="")
    with pytest.raises(ValidationError) as refused:
        approach.full_clean()
    assert refused.value.message_dict.keys() == {"title_de", "summary_de"}
    approach.state = "draft"
    approach.full_clean()


@pytest.mark.django_db
def test_publishing_needs_a_title_in_the_source_language():
    city = City(name_en="x", country="DE", latitude="52", longitude="13", source_language="de", state="published")
    with pytest.raises(ValidationError) as refused:
        city.full_clean()
    assert refused.value.message_dict == {"name_de": ["Fill this in before publishing."]}


@pytest.mark.django_db
@pytest.mark.parametrize("model", [City, Network, Approach, NewsPost, Page])
def test_a_draft_may_lack_everything_and_has_no_name_then(model):
    drafts = [model(), model()]
    for draft in drafts:
        draft.full_clean()
        draft.save()
        assert (str(draft), draft.is_public) == ("Untitled", False)
        assert draft.get_absolute_url()
    assert list(model.objects.published()) == []


@pytest.mark.django_db
def test_a_draft_claims_no_address_but_avoids_those_of_other_drafts():
    first, second = make_post(title_en="Bread", state="draft"), make_post(title_en="Bread", state="draft")
    assert (first.slug_en, second.slug_en) == ("bread", "bread-2")
    assert Address.objects.count() == 0
    second.slug_en = "bread"
    for post in [second, first]:
        post.state = "published"
    second.full_clean()
    second.save()
    with pytest.raises(ValidationError, match="leads, or once led, to something else"):
        first.full_clean()
    first.state = "draft"
    first.full_clean()
    first.save()
    assert Address.objects.get().owner == second.uuid


@pytest.mark.django_db
def test_missing_slugs_are_made_from_the_title_of_the_same_language():
    approach = make_approach(title_en="Housing for all", title_de="Häuser für alle", slug_en="homes")
    assert (approach.slug_en, approach.slug_de, approach.slug_fr) == ("homes", "haeuser-fuer-alle", None)
    with override("fr"):
        assert approach.get_slug() == "homes"
    with override("de"):
        assert approach.get_slug() == "haeuser-fuer-alle"


@pytest.mark.django_db
def test_a_slug_made_from_a_title_avoids_taken_ones():
    assert [make_city("Halle", country=country).slug for country in ["DE", "BE", "DE"]] == [
        "halle",
        "halle-2",
        "halle-3",
    ]


@pytest.mark.django_db
def test_slugs_of_approaches_are_unique_within_their_city_in_all_languages():
    first = make_approach(title_en="Card", title_de="Karte")
    clash = Approach(city=first.city, title_en="x", summary_en="x", slug_en="karte", state="published")
    with pytest.raises(ValidationError) as refused:
        clash.full_clean()
    assert refused.value.message_dict == {
        "slug_en": ["“karte” leads, or once led, to something else. Choose another word."]
    }
    elsewhere = Approach(city=make_city(), title_en="x", summary_en="x", slug_en="karte", state="published")
    elsewhere.full_clean()


@pytest.mark.django_db
def test_the_slug_of_a_former_owner_is_taken():
    post = make_post(slug_en="first")
    post.slug_en = "second"
    post.save()
    late = make_post()
    late.slug_en = "first"
    with pytest.raises(ValidationError, match="once led"):
        late.full_clean()
    with pytest.raises(IntegrityError), transaction.atomic():
        late.save()
    post.slug_en = "first"
    post.full_clean()
    post.save()
    assert sorted(Address.objects.filter(owner=post.uuid).values_list("slug", flat=True)) == ["first", "second"]


@pytest.mark.django_db
def test_a_picture_needs_words_or_to_be_decorative():
    city = make_city()
    city.picture = SimpleUploadedFile("a.png", samples.picture())
    with pytest.raises(ValidationError) as refused:
        city.clean()
    assert refused.value.message_dict == {
        "picture_alt_en": ["Say in words what the picture shows, or tick “decorative”."]
    }
    city.picture_is_decorative = True
    city.full_clean()
    city.save()
    assert (city.picture_width, city.picture_height) == (40, 30)
    assert re.fullmatch(r"cities\.city/[0-9a-f]{32}\.webp", city.picture.name)


@pytest.mark.django_db
def test_pages_and_posts_have_their_own_slugs():
    assert (make_page(title_en="About").slug_en, make_post(title_en="About").slug_en) == ("about", "about")
