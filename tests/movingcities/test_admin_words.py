"""The admin speaks the language of its reader, also where the packages we use have no translation of their own."""

import html
import json
import re
from pathlib import Path

import django.contrib
import pytest
from babel.messages.pofile import read_po
from django.conf import settings
from django.utils.translation.trans_real import DjangoTranslation

from accounts.models import User
from tests.factories import make_approach, make_area, make_city, make_membership, make_network

LANGUAGES = [code for code, _name in settings.LANGUAGES if code != "en"]
CONTRIB = Path(django.contrib.__file__).parent
CATALOGUES = [
    (CONTRIB / "admin/locale/en", "django"),
    (CONTRIB / "admin/locale/en", "djangojs"),
    (CONTRIB / "auth/locale/en", "django"),
    (Path(settings.LOCALE_PATHS[1]) / "el", "django"),
    (Path(settings.LOCALE_PATHS[1]) / "el", "djangojs"),
]
# Of a way to keep passwords, and of a rule for names of users, that this site does not use.
NEVER_MET = {
    "block size",
    "Enter a valid username. This value may contain only unaccented lowercase a-z and uppercase A-Z letters, "
    "numbers, and @/./+/-/_ characters.",
}
EXAMPLES = {
    "Skip to main content",
    "Model name",
    "Show counts",
    "Start typing to filter…",
    "Toggle theme (current theme: auto)",
    "Select this object for an action - {}",
    "Select all objects on this page for an action",
    "Enabled",
    "After you’ve created a user, you’ll be able to edit more user options.",
}
SORTING = {"Move to first position", "Move to last position"}


def messages(folder, domain):
    with (folder / "LC_MESSAGES" / f"{domain}.po").open("rb") as file:
        return [message for message in read_po(file) if message.id]


def singular(message):
    return message.id if isinstance(message.id, str) else message.id[0]


def key(message):
    """Where gettext keeps the translation of a message."""
    name = f"{message.context}\x04{singular(message)}" if message.context else singular(message)
    return name if isinstance(message.id, str) else (name, 0)


@pytest.mark.parametrize("code", LANGUAGES)
@pytest.mark.parametrize(("folder", "domain"), CATALOGUES)
def test_everything_that_the_admin_of_django_can_say_is_translated(code, folder, domain):
    translations = DjangoTranslation(code, domain)._catalog
    lacking = [singular(message) for message in messages(folder, domain) if key(message) not in translations]
    assert sorted(set(lacking) - NEVER_MET) == []


def packages_say(code):
    """What would be English in a language without our second catalogue, as patterns."""
    ids = {singular(message) for message in messages(Path(settings.LOCALE_PATHS[1]) / code, "django")}
    return {text: re.compile(re.sub(r"%\\\(\w+\\\)s|%s|\\\{\\\}", ".+", re.escape(text))) for text in ids}


def shown(page):
    """The texts of a page, those that only some readers get included."""
    inner = re.sub(r"<[^>]*>", "\n", page)
    attributes = re.findall(r'(?:title|aria-label|placeholder|alt|value)="([^"]*)"', page)
    return {html.unescape(text).strip() for text in [*inner.split("\n"), *attributes]}


def english_on(client, code, texts, pages):
    client.cookies["django_language"] = code
    found = set().union(*(shown(client.get(page).content.decode()) for page in pages))
    return {text for text, pattern in texts.items() if any(map(pattern.fullmatch, found))}


@pytest.fixture
def pages(client):
    """Addresses of pages of the admin that show what Django and the sorting of rows say."""
    client.force_login(User.objects.create(username="admin", is_staff=True, is_superuser=True))
    city = make_city()
    approach = make_approach(city, areas=[make_area()])
    make_membership(city, make_network())
    approach.sections.create(position=1, heading_en="Heading")
    return [
        "/admin/",
        "/admin/password_change/",
        "/admin/accounts/user/",
        "/admin/accounts/user/add/",
        "/admin/approaches/approach/",
        "/admin/approaches/approach/add/",
        *[f"/admin/approaches/approach/{approach.pk}/{page}/" for page in ["change", "delete"]],
    ]


@pytest.mark.django_db
@pytest.mark.parametrize("code", LANGUAGES)
def test_no_page_of_the_admin_shows_what_packages_say_in_english(client, code, pages):
    texts = packages_say(code)
    assert english_on(client, "en", texts, pages) & SORTING == texts.keys() & SORTING
    assert english_on(client, code, texts, pages) == set()


@pytest.mark.django_db
def test_the_pages_show_much_of_what_packages_say(client, pages):
    assert EXAMPLES - english_on(client, "en", packages_say("el"), pages) == set()


@pytest.mark.django_db
@pytest.mark.parametrize("code", LANGUAGES)
def test_scripts_of_the_admin_get_the_words_of_the_rich_text_editor(client, code, pages):
    client.cookies["django_language"] = code
    answer = client.get("/admin/jsi18n/").content.decode()
    words = json.loads(re.search(r"newcatalog = (\{.*?\n  \});", answer, re.DOTALL).group(1))
    editor = [
        message
        for message in messages(Path(settings.LOCALE_PATHS[1]) / code, "djangojs")
        if message.locations == [("django_prose_editor", None)]
    ]
    assert {message.id: words.get(message.id) for message in editor} == {m.id: m.string for m in editor}
    assert len(editor) == 22
