import pytest

from search.queries import MAX_QUERY_CHARACTERS, MAX_WORDS, Query


def read(text):
    """The terms of a query: {what must be there}, {what must not}."""
    query = Query(text)
    return [" ".join(term.words) for term in query.wanted], [" ".join(term.words) for term in query.excluded]


@pytest.mark.parametrize(
    ("text", "wanted", "excluded"),
    [
        ("housing Berlin", ["housing", "Berlin"], []),
        ("housing housing", ["housing"], []),
        ('"city council" housing', ["city council", "housing"], []),
        ("„kommunale Aufnahme“", ["kommunale Aufnahme"], []),
        ("«accueil municipal»", ["accueil municipal"], []),
        ('"never closed', ["never closed"], []),
        ("housing -Berlin", ["housing"], ["Berlin"]),
        ("housing −Berlin", ["housing"], ["Berlin"]),
        ('housing -"city council"', ["housing"], ["city council"]),
        ("Halle-Saale", ["Halle", "Saale"], []),
        ("housing in the city", ["housing", "city"], []),
        ("der die das", ["der", "die", "das"], []),
        ('"in the city"', ["in the city"], []),
        ("l'accueil", ["accueil"], []),
        ("-Berlin", [], ["Berlin"]),
        ("", [], []),
        ('" OR 1=1 *', ["OR 1 1"], []),
        ("' & !:*", [], []),
        ("a\0b housing", ["housing"], []),
    ],
)
def test_reading_what_was_typed(text, wanted, excluded):
    assert read(text) == (wanted, excluded)
    assert bool(Query(text)) == bool(wanted)


def test_a_long_text_counts_only_at_its_beginning_and_says_so():
    many = Query(" ".join(f"word{number}" for number in range(30)))
    assert (many.words, many.is_cut) == ([f"word{number}" for number in range(MAX_WORDS)], True)
    long = Query("x" * (MAX_QUERY_CHARACTERS + 1))
    assert (len(long.words), long.is_cut) == (1, True)
    assert not Query("housing Berlin").is_cut


def test_better_words_take_the_place_of_typed_ones_and_leave_the_rest_as_it_is():
    assert Query('"Stadt Müchen" -Müchener').with_words({"Müchen": "München"}) == '"Stadt München" -Müchener'
