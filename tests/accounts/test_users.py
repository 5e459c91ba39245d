"""Who may come in: names, addresses and languages of users."""

import pytest
from django.core.exceptions import ValidationError
from django.urls import reverse

from tests.factories import make_user
from tests.real_site import PASSWORD

pytestmark = pytest.mark.django_db


def test_an_address_belongs_to_one_person_in_whatever_letters():
    make_user("Editor", email="Anna@example.org")
    other = make_user("Editor")
    other.email = "anna@EXAMPLE.org"
    with pytest.raises(ValidationError) as refused:
        other.full_clean()
    assert refused.value.message_dict == {"__all__": ["Somebody else has this e-mail address."]}


def test_any_number_of_people_have_no_address():
    users = [make_user("Editor"), make_user("Editor")]
    for user in users:
        user.full_clean()
    assert [user.email for user in users] == ["", ""]


def test_each_user_has_an_identifier_that_is_only_theirs():
    assert make_user("Editor").uuid != make_user("Editor").uuid


@pytest.mark.parametrize(
    ("chosen", "in_this_browser", "shown"),
    [("", None, "en"), ("", "el", "el"), ("de", None, "de"), ("de", "el", "el")],
)
def test_the_admin_is_in_the_language_of_its_user_unless_the_browser_has_chosen_another(
    client, settings, chosen, in_this_browser, shown
):
    client.force_login(make_user("Editor", language=chosen))
    if in_this_browser:
        client.cookies[settings.LANGUAGE_COOKIE_NAME] = in_this_browser
    assert client.get("/admin/").headers["Content-Language"] == shown


def test_public_pages_have_the_language_of_their_address(client):
    client.force_login(make_user("Editor", language="de"))
    assert client.get("/pl/").headers["Content-Language"] == "pl"


def test_an_administrator_makes_a_colleague_with_name_and_address(client):
    client.force_login(make_user("Administrator"))
    passwords = {"password1": PASSWORD, "password2": PASSWORD, "usable_password": "true"}
    answer = client.post(reverse("admin:accounts_user_add"), {"username": "eva"} | passwords)
    form = {"username": "eva", "name": "Eva Ek", "email": "eva@example.org", "language": "pl", "is_active": "on"}
    form |= {"date_joined_0": "2026-01-01", "date_joined_1": "10:00:00"}
    assert client.post(answer.url, form).status_code == 302
    listed = client.get(reverse("admin:accounts_user_changelist"), {"q": "Ek"}).context["cl"].result_list
    assert [(user.get_full_name(), user.email, user.language) for user in listed] == [
        ("Eva Ek", "eva@example.org", "pl")
    ]
