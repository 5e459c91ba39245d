"""Terms of policy: offered to translators and explained to readers."""

import re
from functools import partial

from django.urls import reverse
from django.utils.html import format_html
from django.utils.safestring import mark_safe
from django.utils.translation import gettext as _

from content.freshness import held
from content.rich_text import paragraphs, pieces_of
from translations.models import Term


def pattern(words):
    """An expression that finds any of these words, whole and whatever their capitals; the longest first."""
    listed = "|".join(re.escape(word) for word in sorted(words, key=len, reverse=True))
    return re.compile(rf"(?<!\w)({listed})(?!\w)", re.IGNORECASE)


def by_word(language):
    """{word in small letters: term} of all that the glossary knows in a language; one query."""
    return {word.casefold(): term for term in Term.objects.published() for word in term.words(language)}


def terms_in(text, is_html, language):
    """The terms of the glossary that a text in a language names, in the order in which it does."""
    words = by_word(language)
    if not words:
        return []
    found = pattern(words).findall("\n".join(paragraphs(text, is_html)))
    return list(dict.fromkeys(words[word.casefold()] for word in found if word.casefold() in words))


def in_both(text, is_html, source, target):
    """What a translator needs of the terms in a text: their names in both languages, and what they mean."""
    return [
        {
            "source": getattr(term, f"name_{source}"),
            "target": getattr(term, f"name_{target}") or "–",
            "definition": getattr(term, f"definition_{target}") or "",
        }
        for term in terms_in(text, is_html, source)
    ]


def explained(html, language, page):
    """Clean HTML in a language with an explanation at each term, the first time that it stands on a page.

    `page` is a dictionary that lives as long as the page is drawn: it keeps which have been explained.
    """
    words, finder = held(("words to explain", language), partial(_to_explain, language))
    if not words:
        return html
    pieces, within, done = pieces_of(html), 0, page.setdefault("explained", set())
    for index, piece in enumerate(pieces):
        if index % 2:  # a tag
            within += bool(re.match(r"<(?:a|h\d)\b", piece)) - bool(re.match(r"</(?:a|h\d)\b", piece))
        elif not within:
            pieces[index] = finder.sub(lambda match: _explanation(match.group(), words, language, done), piece)
    return mark_safe("".join(pieces))


def _to_explain(language):
    """{word: term} of all that is explained in a language, and the expression that finds these words."""
    words = {word: term for word, term in by_word(language).items() if term.definition_in(language)}
    return words, pattern(words)


def _explanation(word, words, language, done):
    term = words.get(word.casefold())
    if term is None or term.pk in done:
        return word
    done.add(term.pk)
    return format_html(
        '<span class="term"><button type="button" aria-describedby="{anchor}">{word}</button>'
        '<span class="term-text" id="{anchor}">{text} <a href="{address}#{anchor}">{more}</a></span></span>',
        anchor=term.anchor,
        word=mark_safe(word),  # a piece of HTML that is clean already
        text=term.definition_in(language),
        address=reverse("glossary"),
        more=_("Glossary"),
    )
