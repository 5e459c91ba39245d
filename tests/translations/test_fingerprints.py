"""A translation keeps the fingerprint of what it was made from: with another one, all would be out of date."""

import pytest

from content.rich_text import clean_html, count_words, paragraphs
from translations.fingerprints import fingerprint

LIST = "<ul><li><p>a</p><ol><li>b</li><li></li></ol></li><li>c<em>d</em> e</li></ul>"
LINKS = (
    '<a href="/en/?a=1&amp;copy=2">here</a>, <a title="a>b" href="#x">or</a> <a>there</a>'
    "<strong> <em>and</em> </strong>"
)
RICH = [
    ("<p>One <strong>two</strong></p>", "43cf5616cb1fa6325d9cbfefb67e1c54", ["One two"], 2),
    (
        f"<h3>Who?</h3><p>We &amp; you &lt;3</p>{LIST}",
        "34b6d5897dcb8d79047ac1838da97084",
        ["Who?", "We & you <3", "a", "b", "cd e"],
        9,
    ),
    (
        f"<blockquote><p>See {LINKS}.</p></blockquote>",
        "56aac8538d22edfe201ffcc0e2d6f30a",
        ["See here, or there and ."],
        6,
    ),
    (
        "<p>A\u00a0 B\u00ad C\u200b<strong>D</strong><strong>E</strong>\u2028F </p>\n<p> </p><h4>G&nbsp;</h4>",
        "3b3827049606de1c5bae19d9ce394124",
        ["A B CDE\u2028F", "G"],
        5,
    ),
    (
        '<ol start="3"><li>Nadzieja dla każdego</li></ol><p><em>Ελλάδα</em> 3 > 2 "x" é e\u0301</p>',
        "7328de6c5ec0cc9b331d25eebc16aacb",
        ["Nadzieja dla każdego", 'Ελλάδα 3 > 2 "x" é é'],
        10,
    ),
    ("<p>\u00ad</p>", "", [], 0),
]
PLAIN = [
    ("a  b\u2028c\n d ", "cb7f62ba29853d529740133872af65fb", ["a b c d"], 4),
    ("<p>a</p>", "0273dd54e3aee55ea785777a87a9280e", ["<p>a</p>"], 1),
    (" \u00ad", "", [], 0),
]


@pytest.mark.parametrize(
    ("text", "is_html", "told"),
    [(clean_html(text), True, told) for text, *told in RICH] + [(text, False, told) for text, *told in PLAIN],
)
def test_fingerprint_paragraphs_and_number_of_words_stay_what_they_are(text, is_html, told):
    assert [fingerprint(text, is_html), paragraphs(text, is_html), count_words(text, is_html)] == told
