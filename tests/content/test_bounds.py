"""No text that somebody sends holds the site up, and one that is too much is refused with a sentence and kept."""

import random
from html import escape

import pytest
from django.core.exceptions import ValidationError
from django.db import models
from django.urls import reverse
from django.utils.translation import override

from cities.models import City, CitySection
from content.languages import latin_slug
from content.rich_text import clean_html, is_too_deep, pieces_of, without_tags
from content.texts import composed
from editing.forms import mistakes_in
from editing.history.restoring import restore
from editing.history.snapshots import snapshot
from editing.links.checking import places
from editing.models import Version
from tests.computing import at_most
from tests.editing.test_imports import page_of, try_out
from tests.factories import make_city, make_user
from tests.forms import form_values
from tests.translations.test_desk import desk_of, seen_in
from tests.translations.test_rights import make_translator
from translations.exchange import plans
from translations.exchange.entries import Content, Unreadable, entries_of
from translations.models import Text
from translations.tracking import translated_models

LONG = "This text has {} characters; at most 100,000 fit. Shorten it, or split it into sections."
DEEP = "Lists, quotes or formatting stand more than 20 deep in one another. Take some out."
LINK = "A link leads to an address of more than 2,000 characters. Use a shorter one."


def words(number):
    return " ".join("".join(random.Random(n).choices("abcdefgh", k=5)) for n in range(number))


def bold(number):
    return "".join(f"<b id={n}>" for n in range(number))


#: Texts that some part of the site once needed minutes for, or all memory, and which it takes.
TAKEN = {
    "a broken word": "<p>a-" + "\n" * 20_000 + "1</p>",
    "many words": f"<p>{words(16_000)}</p>",
    "marks on a letter": "<p>a" + "\u0301" * 40_000 + "\u0316" * 40_000 + "</p>",
    "links to here": "<p>" + "".join(f'<a href="/en/{n}/">x</a> ' for n in range(1500)) + "</p>",
}
#: And those of which it says what is too much.
REFUSED = {
    "20,000 quotes": ("<blockquote>" * 20_000, LONG.format("240,000")),
    "8,000 quotes": ("<blockquote>" * 8_000, DEEP),
    "formatting without an end": (f"<p>{bold(2000)}</p>" + "<p>x" * 18_000, DEEP),
    "tags without an end": ("<a " * 33_000 + "x", LINK),
    "a long address": (f'<p><a href="/{"a" * 20_000}">x</a></p>', LINK),
    "signs that are written out": ("<" * 90_000, LONG.format("360,000")),
    "two million letters": ("a " * 1_000_000 + "a", LONG.format("2,000,001")),
}


@pytest.fixture
def section():
    city = make_city("Ulm", name_pl="Ulm", languages=["en", "pl"])
    return CitySection.objects.create(owner=city, position=1, body_en="<p>haus</p>", body_pl=f"<p>{words(3000)}</p>")


def save_at_desk(client, section, text):
    client.force_login(make_translator("pl"))
    page = client.get(desk_of(section, "pl", "body"))
    with at_most(3):
        return client.post(desk_of(section, "pl", "body"), {"action": "save", "text": text, **seen_in(page)})


def save_in_form(client, section, text, **values):
    client.force_login(make_user("Editor"))
    address = reverse("admin:cities_city_change", args=[section.owner_id])
    form = form_values(client.get(address)) | {"sections-0-body_pl": text, **values}
    with at_most(3):
        return client.post(address, form)


@pytest.mark.django_db
@pytest.mark.parametrize("name", TAKEN)
def test_every_page_with_a_long_text_answers_at_once(client, section, name):
    city = section.owner
    assert save_at_desk(client, section, TAKEN[name]).status_code == 302
    assert save_in_form(client, section, TAKEN[name] + "<p>more</p>").status_code == 302
    save_in_form(client, section, TAKEN[name], _preview="yes")
    first, *_others, last = Version.objects.order_by("pk").values_list("pk", flat=True)
    history = reverse("admin:cities_city_history", args=[city.pk])
    pages = [
        "/pl/miasta/ulm/",
        "/pl/szukaj/?q=haus",
        history,
        f"{history}?old={first}&new={last}",
        desk_of(section, "pl", "body"),
        reverse("admin:cities_city_change", args=[city.pk]),
    ]
    for page in pages:
        with at_most(2):
            assert client.get(page).status_code == 200
    with at_most(6):  # each link to this site is a visit, and so many are made at the most
        checklist = client.get(reverse("admin:cities_city_checklist", args=[city.pk])).context["checklist"]
    untried = "There are more than 200 links to this site. From this one on, they were not tried."
    assert (untried in [finding.sentence for finding in checklist.findings]) == (name == "links to here")
    with at_most(2):
        assert len(list(places())) == TAKEN[name].count("<a ")


@pytest.mark.django_db
@pytest.mark.parametrize("words", ["old town " * 1000, f"old {'town ' * 11}{'unheard-of ' * 1000}"])
def test_the_lists_of_editors_are_searched_by_the_first_words(client, words):
    client.force_login(make_user(is_superuser=True))
    found, _other = make_city("Old Town"), make_city("New Town")
    answer = client.get(reverse("admin:cities_city_changelist"), {"q": words})
    assert list(answer.context["cl"].queryset) == [found]


@pytest.mark.django_db
@pytest.mark.parametrize("name", REFUSED)
def test_what_is_too_much_is_refused_with_a_sentence_and_kept_in_the_form(client, section, name):
    text, sentence = REFUSED[name]
    answer = save_at_desk(client, section, text)
    assert answer.context["errors"] == [sentence]
    assert escape(text) in answer.content.decode()
    answer = save_in_form(client, section, text)
    mistakes = mistakes_in(answer.context["adminform"].form, answer.context["inline_admin_formsets"])
    assert [mistake["sentence"] for mistake in mistakes] == [sentence]
    assert escape(text) in answer.content.decode()
    before = section.body_pl
    section.refresh_from_db()
    assert section.body_pl == before


@pytest.mark.django_db
def test_the_sentence_is_in_the_language_and_with_the_numbers_of_the_writer(section):
    section.body_pl = "a" * 123_456
    with override("de"), pytest.raises(ValidationError) as refused:
        section.full_clean()
    assert "123.456" in refused.value.message_dict["body_pl"][0]
    assert "100.000" in refused.value.message_dict["body_pl"][0]


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("part", "text", "sentence"), [("target", "<blockquote>" * 8_000, DEEP), ("source", "<a " * 33_000, LINK)]
)
def test_the_texts_of_an_exchange_file_are_measured_before_they_are_compared(section, part, text, sentence):
    [entry] = entries_of(Text.objects.present().filter(field="body"), "pl")
    entry.where = "Row 2"
    setattr(entry, part, text)
    with at_most(2), pytest.raises(Unreadable) as refused:
        plans.plan(Content("pl", [entry]), make_translator("pl"))
    assert refused.value.problems == [f"Row 2: {sentence}"]


@pytest.mark.django_db
def test_a_table_keeps_to_the_lengths_of_forms(client):
    client.force_login(make_user("Editor"))
    make_city("Bern", country="CH")
    for letters in (401, 90_000):
        page = page_of(try_out(client, City, ["slug", "summary_en"], ["bern", "a" * letters]))
        assert f"Ensure this value has at most 400 characters (it has {letters})." in page


@pytest.mark.django_db
def test_an_older_version_that_is_too_much_by_now_does_not_come_back(section):
    kept = snapshot(section.owner)
    kept["parts"]["sections"][0]["body_pl"] = "<blockquote>" * 8_000
    with pytest.raises(ValidationError, match="deep in one another"):
        restore(section.owner, kept, {"sections"})


def test_every_long_text_that_people_write_has_a_bound():
    texts = [f for model in translated_models() for f in model._meta.fields if isinstance(f, models.TextField)]
    assert {field.model.__name__ for field in texts} >= {
        "City",
        "CitySection",
        "Edition",
        "Network",
        "NewsPost",
        "Term",
    }
    for field in texts:
        with pytest.raises(ValidationError):
            field.run_validators("a" * (min(field.max_length or 100_000, 100_000) + 1))


@pytest.mark.django_db
def test_what_comes_past_all_checks_leaves_its_words(section):
    with at_most(2):
        section.body_pl = "<blockquote>one" * 8_000 + "<p>t<em>wo</em>"
        section.save()
    section.refresh_from_db()
    assert section.body_pl.split() == ["one"] * 8_000 + ["two"]


@pytest.mark.parametrize(
    "html",
    [
        "<div>" * 21,
        "<ul><li>" * 21,
        "".join(f"<b id={n}><table></b></table>" for n in range(30)),
        "<svg><![CDATA[></svg>]]>" * 30,
        """<i a=x" b="></i>">""" * 30,
        "<i title='</i>'>" * 30,
        "<b><!--</b>-->" * 30,
        "<b><!--></b><b><!--->" * 30,
        "<b></ </b>>" * 30,
        "<b><?</b>>" * 30,
        "<blockquote><title></blockquote></title>" * 30,
        "<blockquote><textarea></blockquote></textarea>" * 30,
        "<x\u212a></xk>" * 30,
        "<p><em></p>" * 30,
        "<<i>blockquote>" * 30,
    ],
)
def test_no_way_of_writing_hides_how_deep_a_text_is(html):
    assert is_too_deep(html)
    assert "<" not in clean_html(html)


@pytest.mark.parametrize(
    "html",
    [
        "<ul><li><p>a</p>" * 9 + "</li></ul>" * 9,
        "<p>one<p>two" * 1000,
        "<p>a<br>b<br/>c</p>" * 1000,
        "<ul>" + "<li><p><strong>a</strong> <a href='/x?a>b'>b</a></p></li>" * 2000 + "</ul>",
        "<!-- <b> -->" * 100 + "<p>1 < 2 && 3 > 2</p>",
        '<P CLASS=MsoNormal><SPAN LANG=DE STYLE="x:y">a</SPAN></P>' * 500,
        "<![if !supportLists]><span>1.</span><![endif]><o:p></o:p>" * 100,
    ],
)
def test_what_people_and_their_programs_write_is_not_too_deep(html):
    assert not is_too_deep(html)


def test_tags_are_found_where_browsers_find_them():
    html = """<p>a</p><!-- <b> -->b<a title="<i>" href='x>y'>c</a> < d <e"""
    assert pieces_of(html)[::2] == ["", "a", "", "b", "c", " < d ", ""]
    assert "".join(pieces_of(html)) == html
    assert without_tags(html, "·") == "·a·bc < d "


def test_a_letter_keeps_thirty_marks():
    with at_most(0.5):
        assert composed("o" + "\u0301" * 50_000 + "\u0316" * 50_000) == "ó" + "\u0301" * 29
    assert composed("o\u0308\u0316") == "ö\u0316"
    assert latin_slug("a" * 50 + "\u0301" * 100_000) == "a" * 50


@pytest.mark.django_db
@pytest.mark.parametrize("sign", ["1", "1,", " "])
def test_endless_numbers_and_dates_are_refused_by_the_form(client, section, sign):
    names = ["population", "population_year", "latitude", "longitude", "verified_on", "publish_at_0"]
    answer = save_in_form(client, section, "<p>a</p>", **dict.fromkeys(names, (sign * 100_000)[:100_000]))
    assert answer.status_code == 200
    assert "publish_at" in answer.context["adminform"].form.errors


@pytest.mark.django_db
def test_a_version_of_an_endless_number_is_none(client, section):
    client.force_login(make_user("Editor"))
    address = reverse("admin:cities_city_history", args=[section.owner_id])
    assert client.get(f"{address}?old=1&new={'9' * 5000}").url == address


@pytest.mark.django_db
@pytest.mark.parametrize("text", ["a" * 100_000, '"' * 100_000, "\u0316\u0301" * 50_000, "a-" + "\n" * 100_000])
def test_a_visitor_who_asks_for_endless_words_or_values_is_answered(client, text):
    make_city("Ulm")
    for address, name in [("search", "q"), ("cities", "q"), ("cities", "country"), ("cities", "sort")]:
        with at_most(1):
            assert client.get(f"/en/{address}/", {name: text}).status_code == 200
    with at_most(1):
        assert client.get("/en/cities/", {"network": [text[:50]] * 1000 + list(range(1000))}).status_code == 200


@pytest.mark.django_db
@pytest.mark.parametrize("name", ["Accept-Language", "Cookie", "Accept-Encoding", "If-None-Match", "Referer"])
@pytest.mark.parametrize("piece", ["a=b; ", "de;q=0.5,", '"', " "])
def test_an_endless_header_is_read_at_once(client, name, piece):
    with at_most(1):
        assert client.get("/", headers={name: piece * (100_000 // len(piece))}).status_code == 302
