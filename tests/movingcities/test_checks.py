import pytest
from django.core.management import call_command
from django.core.management.base import SystemCheckError

from content.language_table import LANGUAGES, Language
from movingcities import checks

GOOD = LANGUAGES[-1]
EMPTY = Language(code="xx", name="Xish", stemmer="", common="", yes="", no="")


def test_the_languages_of_the_site_lack_nothing():
    assert checks.what_languages_lack(None) == []


@pytest.mark.parametrize(
    ("change", "sentence"),
    [
        ({"stemmer": "klingon"}, "its stemmer “klingon” is none of snowballstemmer."),
        ({"common": " "}, "it has no common words, by which its texts are known."),
        ({"yes": ""}, "it has no word for yes or none for no, which tables are read with."),
        ({"no": ""}, "it has no word for yes or none for no, which tables are read with."),
    ],
)
def test_what_a_language_lacks_is_named(change, sentence):
    assert list(checks.lacking_of_languages(GOOD._replace(**change))) == [sentence]


def test_a_language_without_a_catalogue_is_told_where_to_make_one(settings, tmp_path):
    settings.LOCALE_PATHS = [tmp_path]
    sentence = f"it has no catalogue: make the directory “{tmp_path / 'el'}” and run `make messages`."
    assert list(checks.lacking_of_languages(GOOD)) == [sentence]
    (tmp_path / "el").mkdir()
    assert list(checks.lacking_of_languages(GOOD)) == []
    assert list(checks.lacking_of_languages(LANGUAGES[0])) == []  # that of the code needs none


@pytest.mark.django_db
def test_commands_name_all_that_a_new_language_lacks(monkeypatch):
    monkeypatch.setattr(checks, "LANGUAGES", [*LANGUAGES, EMPTY])
    with pytest.raises(SystemCheckError) as refused:
        call_command("makemigrations", check_changes=True, skip_checks=False)
    told = [line for line in str(refused.value).splitlines() if "Xish (xx): " in line]
    assert len(told) == 5
