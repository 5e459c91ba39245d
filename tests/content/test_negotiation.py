"""In which content coding an answer comes: RFC 9110, 12.4.2 and 12.5.3."""

import pytest

from content.negotiation import MOST_CHARACTERS, encoding_for

pytestmark = pytest.mark.once

OFFERED = ("br", "zstd", "gzip")
CHOSEN = [
    # what browsers and programs send
    ("gzip, deflate, br, zstd", "br"),
    ("gzip, deflate, br", "br"),
    ("gzip, deflate", "gzip"),
    ("deflate, gzip, zstd", "zstd"),
    ("gzip", "gzip"),
    ("br", "br"),
    ("deflate", "identity"),
    ("identity", "identity"),
    # nothing said, and nothing liked
    (None, "identity"),
    ("", "identity"),
    (" ", "identity"),
    (",", "identity"),
    # weights: the highest wins, and of equal ones what we like best
    ("br;q=0.5, gzip", "gzip"),
    ("gzip;q=1.0, br;q=0.999", "gzip"),
    ("gzip;q=0.123, br;q=0.124", "br"),
    ("gzip;q=0.5, br;q=0.5", "br"),
    ("gzip;q=1.000, br;q=1", "br"),
    ("gzip;q=0.001", "gzip"),
    ("gzip;q=1.", "gzip"),
    # zero is a refusal
    ("br;q=0", "identity"),
    ("br;q=0, gzip", "gzip"),
    ("gzip, br;q=0.000", "gzip"),
    ("br;q=0., gzip;q=0.0", "identity"),
    # any other
    ("*", "br"),
    ("*;q=0.5", "br"),
    ("gzip, *;q=0.5", "gzip"),
    ("*, br;q=0", "zstd"),
    ("br;q=0.1, *;q=0.2", "zstd"),
    ("br;q=0.1, zstd;q=0.1, gzip;q=0.1, *;q=0.2", "identity"),
    ("*;q=0", "identity"),
    ("gzip, *;q=0", "gzip"),
    # no coding at all is one of the choices
    ("identity, gzip;q=0.5", "identity"),
    ("identity;q=0.5, gzip", "gzip"),
    ("identity;q=0.5, gzip;q=0.4", "identity"),
    ("identity, gzip", "gzip"),
    ("identity;q=0, gzip", "gzip"),
    ("identity;q=0", "identity"),
    ("identity;q=0, *;q=0", "identity"),
    ("identity;q=0, deflate", "identity"),
    # names in any letters, and the old one of gzip
    ("BR", "br"),
    ("GZip;Q=0.5", "gzip"),
    ("x-gzip", "gzip"),
    ("X-GZIP;q=0, zstd;q=0.1", "zstd"),
    ("x-gzip;q=0, *;q=0", "identity"),
    # a name is a whole one
    ("brotli", "identity"),
    ("x-br, gzip-x", "identity"),
    ("br gzip", "identity"),
    # blanks, and commas too many (5.6.1.2)
    ("gzip ,\tbr", "br"),
    ("br ; q=0 ,gzip\t;\tq=0.5", "gzip"),
    (", ,gzip,,", "gzip"),
    ("gzip;", "gzip"),
    # what is no weight is a refusal
    ("br;q=, gzip", "gzip"),
    ("br;q=x, gzip", "gzip"),
    ("br;q=2, gzip", "gzip"),
    ("br;q=1.001, gzip", "gzip"),
    ("br;q=-1, gzip", "gzip"),
    ("br;q=0.1234, gzip;q=0.1", "gzip"),
    ("br;q=.5, gzip;q=0.1", "gzip"),
    ("br;q = 1, gzip;q=0.1", "gzip"),
    ("br;q=1e0, gzip;q=0.1", "gzip"),
    ("br;q=nan, gzip", "gzip"),
    ("br;q=٠.5, gzip", "gzip"),
    ("br;level=9, gzip;q=0.1", "gzip"),
    ("br;q=1;q=1, gzip;q=0.1", "gzip"),
    ("br;q=x, zstd;q=x, *", "gzip"),
    # named twice, what was said last
    ("br, br;q=0, gzip;q=0.1", "gzip"),
    ("br;q=0, br, gzip;q=0.1", "br"),
    # as much as is read, and more
    ("br".rjust(MOST_CHARACTERS), "br"),
    ("br".rjust(MOST_CHARACTERS + 1), "identity"),
]


@pytest.mark.parametrize(("header", "coding"), CHOSEN)
def test_the_coding_that_is_liked_best(header, coding):
    assert encoding_for(header, OFFERED) == coding


def test_what_is_offered_first_is_what_we_like_best():
    assert [encoding_for("gzip, br, zstd", offered) for offered in [("zstd", "br"), ["br", "zstd"], ["gzip"], []]] == [
        "zstd",
        "br",
        "gzip",
        "identity",
    ]
