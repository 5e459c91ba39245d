"""Differences of texts, and merging them."""

import random

import pytest

from editing.history.words import marked_paragraphs, word_difference, word_merge
from tests.computing import at_most

pytestmark = pytest.mark.once


def test_a_difference_is_cut_between_words_and_easy_to_read():
    same, gone, new = "same", "gone", "new"
    assert word_difference("Radwege bauen", "Radwege für alle bauen") == [
        (same, "Radwege "),
        (new, "für alle "),
        (same, "bauen"),
    ]
    assert word_difference("big red house", "small red home") == [
        (gone, "big"),
        (new, "small"),
        (same, " red "),
        (gone, "house"),
        (new, "home"),
    ]
    assert word_difference("The fox jumps over the lazy dog", "A lazy cat sleeps under the tree") == [
        (gone, "The fox jumps over the lazy dog"),
        (new, "A lazy cat sleeps under the tree"),
    ]
    assert word_difference("", "") == []


def test_a_difference_tells_both_texts_whole():
    chance = random.Random(7)
    for _time in range(2000):
        old, new = ("".join(chance.choices("ab \n", k=chance.randrange(15))) for _text in range(2))
        told = word_difference(old, new)
        assert "".join(text for kind, text in told if kind != "new") == old
        assert "".join(text for kind, text in told if kind != "gone") == new


def unlike(number, seed):
    return [f"{seed}{n:x}" for n in range(number)]


@pytest.mark.parametrize("number", [5_000, 9_000, 20_000])
@pytest.mark.parametrize("kind", ["other", "every second", "turned round", "one word twice"])
def test_texts_of_thousands_of_words_are_compared_within_a_second(number, kind):
    old = unlike(number, "x")
    new = {
        "other": unlike(number, "y"),
        "every second": [word if n % 2 else f"z{n}" for n, word in enumerate(old)],
        "turned round": old[::-1],
        "one word twice": ["word"] * (2 * number),
    }[kind]
    old = ["word"] * number if kind == "one word twice" else old
    with at_most(1):
        told = word_difference(" ".join(old), " ".join(new))
    assert "".join(text for kind, text in told if kind != "gone") == " ".join(new)
    with at_most(2):
        assert marked_paragraphs([" ".join(old)], [" ".join(new)])
        word_merge(" ".join(old), " ".join(new), " ".join(old[: number // 2]))


def test_one_word_is_found_in_texts_of_any_length_and_lines_where_there_are_too_many_words():
    old = unlike(20_000, "x")
    new = [*old[:9000], "other", *old[9001:]]
    told = word_difference(" ".join(old), " ".join(new))
    assert [text for kind, text in told if kind != "same"] == [old[9000], "other"]
    lines = "\n".join(unlike(20_000, "x"))
    others = "\n".join(word if n % 3 else f"z{n}" for n, word in enumerate(unlike(20_000, "x")))
    assert ("gone", "x3\n") in word_difference(lines, others)


def test_of_paragraphs_those_that_differ_are_shown_near_what_has_changed():
    assert marked_paragraphs(["A & b", "same", "c"], ["A & d", "same", "c", "e"]) == (
        "<p>A &amp; <del>b</del><ins>d</ins></p><p><ins>e</ins></p>"
    )
    long = " ".join(map(str, range(30)))
    assert marked_paragraphs([long], [f"{long}, x"]) == (
        "<p>0 1 2 3 4 5 6 7 … 22 23 24 25 26 27 28 29<ins>, x</ins></p>"
    )
    assert marked_paragraphs(["one"], ["one"]) == marked_paragraphs([], []) == ""


@pytest.mark.parametrize(
    ("base", "mine", "theirs", "merged"),
    [
        ("Wege für alle", "Wege für alle Menschen", "Breite Wege für alle", "Breite Wege für alle Menschen"),
        ("a b c", "a B c", "a b c", "a B c"),
        ("a b c", "a b c", "A b c", "A b c"),
        ("one", "one mine", "one theirs", "one theirs mine"),
        ("a b c d", "a d", "a b new c d", "a b new c d"),
        ("a b c d", "a c d", "a b X d", "a X d"),
        ("old", "mine", "theirs", "theirs"),
    ],
)
def test_their_text_gets_my_changes_but_where_they_changed_the_same_words(base, mine, theirs, merged):
    assert word_merge(base, mine, theirs) == merged


def test_who_alone_changed_something_is_merged_as_they_left_it():
    chance = random.Random(8)
    for _time in range(1000):
        base, other = ("".join(chance.choices("ab c", k=chance.randrange(9))) for _text in range(2))
        assert word_merge(base, other, base) == word_merge(base, base, other) == other
