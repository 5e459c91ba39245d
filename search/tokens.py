"""What an entry of the index is made of."""

from itertools import chain

from search.models import Document
from search.words import fold, forms, spellings, words_in

MAX_BODY_WORDS = 30_000

# An entry of the index is one row of tokens. The stems of a text carry the code of their language (“dehaus”), so that
# one condition finds each word in each language by its own rules. Marks tell apart what else an entry says.
KIND = "§"
TITLE = "†"  # a stem in the title
TYPED = "‡"  # a word of the title as it is typed, in any language
TOKEN_GAP = "¶"  # between texts, so that no phrase reaches from one into the next


def tokens(document: Document) -> list[str]:
    """The tokens of a document in the order in which phrases are looked for."""
    title = words_in(document.title)
    body = words_in(document.body)[:MAX_BODY_WORDS]
    by_word = [forms(word, document.language) for word in chain(title, body)]
    stems = [document.language + by_form[0] for by_form in by_word if by_form]
    further = sorted({document.language + form for by_form in by_word for form in by_form[1:]})
    marked = [TITLE + document.language + form for word in title for form in forms(word, document.language)]
    typed = [TYPED + spelling for word in title for spelling in spellings(word)]
    in_title = sum(1 for word in title if fold(word))
    return [
        KIND + document.kind,
        TOKEN_GAP,
        *typed,
        *marked,
        TOKEN_GAP,
        *stems[:in_title],
        TOKEN_GAP,
        *stems[in_title:],
        TOKEN_GAP,
        *further,
    ]
