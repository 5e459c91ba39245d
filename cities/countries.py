"""Countries by ISO 3166-1 alpha-2 code, named in the reader's language by the Unicode CLDR."""

from functools import cache

from babel import Locale
from django.utils.translation import get_language

from content.languages import sort_key

# Two-letter codes in CLDR that are no countries of ISO 3166-1. Kosovo (XK) stays: CLDR and the EU use it.
NO_COUNTRIES = {"AC", "CP", "CQ", "DG", "EA", "EU", "EZ", "IC", "QO", "TA", "UN", "XA", "XB", "ZZ"}


@cache
def countries(language):
    """{code: name in `language`}, sorted by name."""
    names = Locale(language).territories
    codes = [code for code in names if len(code) == 2 and code.isalpha() and code not in NO_COUNTRIES]
    return {code: names[code] for code in sorted(codes, key=lambda code: sort_key(names[code]))}


def country_name(code):
    """The name of a country in the active language; the code itself where there is no such country."""
    return countries(get_language()).get(code, code)


def country_choices():
    return list(countries(get_language()).items())
