"""Other words of the glossary find what the typed ones mean."""

import pytest

from approaches.models import Approach
from search.queries import Query
from search.results import SearchResults, primary_keys
from search.synonyms import widened
from tests.factories import make_approach, make_post, make_term
from tests.search.test_views import marked, search

pytestmark = pytest.mark.django_db


def found(text):
    return [str(hit.object) for hit in SearchResults(text).page(1).object_list]


def make_seekers():
    return make_term(
        name_en="asylum seeker",
        forms_en="",
        name_de="Asylsuchende",
        forms_de="Asylbewerber",
        name_fr="personne demandant l’asile",
        name_pl="osoba ubiegająca się o azyl",
    )


def test_a_term_finds_its_other_words_in_all_languages_below_itself():
    make_term(name_el="ανοχή διαμονής")
    make_post(title_en="Literal", teaser_en="A Duldung")
    make_post(title_en="Name", teaser_en="Toleration is no right")
    make_post(title_en="Form", teaser_en="x", teaser_de="Wer geduldet ist", title_de="Form", languages=["en", "de"])
    make_post(title_en="Greek", title_el="Γ", teaser_el="Με ανοχή διαμονής", languages=["en", "el"])
    make_post(title_en="Neither", teaser_en="Something else")
    assert found("Duldung")[0] == "Literal"
    assert sorted(found("Duldung")) == ["Form", "Greek", "Literal", "Name"]
    assert sorted(found("ανοχη διαμονης")) == ["Form", "Greek", "Name"]


def test_terms_of_several_words_are_found_in_whole_whatever_their_form():
    make_seekers()
    make_post(title_en="German", title_de="D", teaser_de="Haus für Asylbewerber", languages=["en", "de"])
    make_post(title_en="French", title_fr="F", teaser_fr="Des personnes demandant l’asile", languages=["en", "fr"])
    make_post(title_en="Parts", title_fr="F", teaser_fr="Une personne, l’asile", languages=["en", "fr"])
    for typed in ["asylum seekers", "ASYLSUCHENDEN", "personnes demandant l'asile", "osoba ubiegającą się o azyl"]:
        assert sorted(set(found(typed)) - {"Parts"}) == ["French", "German"]
    assert "Parts" not in found("Asylsuchende")
    assert found("asylum") == found("seekers") == []


def test_the_other_words_of_a_query_still_have_to_be_there():
    make_term()
    make_post(title_en="Both", teaser_en="Toleration and work")
    make_post(title_en="One", teaser_en="Toleration")
    assert found("Duldung work") == ["Both"]
    assert found("work Duldung -work") == found("medlar Duldung") == []


def test_two_terms_in_one_query_are_both_widened():
    make_term()
    make_seekers()
    make_post(title_en="Both", teaser_en="An asylum seeker with toleration")
    make_post(title_en="One", teaser_en="An asylum seeker")
    assert found("Asylbewerber Duldung") == ["Both"]


def test_what_is_quoted_or_left_out_stays_as_it_was_typed():
    make_term()
    make_seekers()
    make_post(title_en="Toleration", teaser_en="For an asylum seeker")
    assert found('"Duldung"') == found('"geduldet"') == []
    assert found("Asylbewerber -Duldung") == ["Toleration"]
    assert widened(Query('"Duldung" -Asylbewerber "asylum seeker"')) is None


def test_the_words_that_were_found_are_marked(client):
    make_seekers()
    teaser = "À l’aide d’une personne demandant l’asile, l’autre personne"
    make_post(title_fr="Maison", teaser_fr=teaser, languages=["en", "fr"])
    assert marked(search(client, "Asylsuchende", "fr")) == ["personne", "demandant", "l", "asile"]


def test_lists_are_searched_by_other_words_too():
    make_term()
    other, literal = make_approach(summary_en="Toleration"), make_approach(summary_en="Duldung")
    assert primary_keys(Approach, "Duldung", "en") == [literal.pk, other.pk]


def test_of_very_many_lists_get_all(monkeypatch):
    monkeypatch.setattr("search.results.MAX_MATCHES", 2)
    make_term()
    approaches = [make_approach(summary_en=word) for word in ["Toleration", "Duldung", "Toleration", "Duldung"]]
    pks = primary_keys(Approach, "Duldung", "en")
    assert {*pks[:2]} == {approaches[1].pk, approaches[3].pk}
    assert sorted(pks) == [approach.pk for approach in approaches]


def test_a_change_of_the_glossary_counts_at_once():
    make_post(title_en="Name", teaser_en="Toleration")
    assert found("Duldung") == []
    term = make_term()
    assert found("Duldung") == ["Name"]
    term.delete()
    assert found("Duldung") == []


def test_the_glossary_is_read_once_for_each_version_of_the_content(django_assert_num_queries):
    make_term()
    with django_assert_num_queries(2):
        widened(Query("housing"))
    with django_assert_num_queries(1):
        widened(Query("Duldung"))


def test_a_long_glossary_and_a_long_query_do_not_break_the_search():
    forms = ", ".join(f"w{number}" for number in range(60))
    languages = ["en", "de", "fr", "es", "it", "pl", "el"]
    for number in range(12):
        make_term(name_en=f"quince{number}", **{f"forms_{code}": forms for code in languages})
    make_post(title_en="Found", teaser_en="w1")
    assert found(" ".join(f"quince{number}" for number in range(12))) == ["Found"]
