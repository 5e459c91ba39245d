"""The languages of the site, one row each: all that the code knows of any of them.

Free of Django: settings are made from it, and so is the process that looks into PDFs. CONTRIBUTING says what a new
language needs beside its row; `manage.py check` says what a row lacks.
"""

from typing import NamedTuple


def gettext_noop(text: str) -> str:
    """The text itself; by this name `make messages` finds it."""
    return text


class Language(NamedTuple):
    code: str
    #: In English; readers see the translation.
    name: str
    #: The algorithm of snowballstemmer.
    stemmer: str
    #: Its commonest short words that the others do not share: by them the language of a text is known.
    common: str
    #: What spreadsheets and people write for yes and no, in small letters.
    yes: str
    no: str
    #: Short words that others have too, and what is left of words before an apostrophe: dell’accoglienza.
    shared: str = ""
    #: {letter with a place of its own in the alphabet: the one that it stands after} (as in CLDR).
    places: dict = {}
    #: {letter: what those write who lack it}, where that is more than the letter without its sign.
    spellings: dict = {}
    #: {two letters: what they are in Latin ones}, where that is another sound than of each alone.
    pairs: dict = {}
    #: {ending of a word without accents that the stemmer does not know: what stands in its place}.
    endings: dict = {}
    #: Whether four digits stand together, 2000 beside 20 000 (CLDR, minimumGroupingDigits).
    four_together: bool = False
    #: The file of the typeface that pages need beside latin.woff2.
    font: str = ""


LANGUAGES = [
    Language(
        code="en",
        name=gettext_noop("English"),
        stemmer="english",
        common="the of and to that is was for with are this from have not which their they by at",
        shared="in an on or as be it do we",
        yes="true yes",
        no="false no",
    ),
    Language(
        code="de",
        name=gettext_noop("German"),
        stemmer="german",
        common="der die das und ist nicht mit für auf den dem von sich eine auch werden sind oder zur zum",
        shared="in an am im ein du",
        yes="wahr ja",
        no="falsch nein",
        spellings={"ä": "ae", "ö": "oe", "ü": "ue", "ß": "ss"},  # DIN 5007-2
    ),
    Language(
        code="fr",
        name=gettext_noop("French"),
        stemmer="french",
        common="le les des et est dans pour qui sur pas une avec plus par aux sont cette ont du ou",
        shared="la de en on qu",
        yes="vrai oui",
        no="faux non",
    ),
    Language(
        code="es",
        name=gettext_noop("Spanish"),
        stemmer="spanish",
        four_together=True,
        common="el los las del y es en para por con una como más pero sus esta fue han son lo",
        shared="la de",
        yes="verdadero sí",
        no="falso no",
        places={"ñ": "n"},
    ),
    Language(
        code="it",
        name=gettext_noop("Italian"),
        stemmer="italian",
        common="il gli della di che è per non sono con una nel alla dei anche più questo delle si ha",
        shared="in la da dell all nell sull dall",
        yes="vero sì",
        no="falso no",
    ),
    Language(
        code="pl",
        name=gettext_noop("Polish"),
        stemmer="polish",
        four_together=True,
        common="w z na i do się nie że jest przez od dla oraz jak są po za czy które ich",
        shared="we",
        yes="prawda tak",
        no="fałsz nie",
        places={"ą": "a", "ć": "c", "ę": "e", "ł": "l", "ń": "n", "ó": "o", "ś": "s", "ź": "z", "ż": "zz"},
        endings={"ow": "", "nci": "nt"},  # the stemmer needs accents for one, and lacks the other: uchodźców, migranci
        font="latin-ext",
    ),
    Language(
        code="el",
        name=gettext_noop("Greek"),
        stemmer="greek",
        common="και το της του η την τα των στην με για από που είναι στο οι δεν θα ο τις",
        yes="ναι",
        no="όχι",
        pairs={"ου": "ou", "αυ": "av", "ευ": "ev", "ηυ": "iv", "γγ": "ng", "γχ": "nch"},  # ELOT 743
        font="greek",
    ),
]
BY_CODE = {language.code: language for language in LANGUAGES}
#: Letters in names of places and people from elsewhere, spelt as where they come from.
FOREIGN_SPELLINGS = {"å": "aa", "ø": "oe", "æ": "ae"}
