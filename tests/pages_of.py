"""Reading pages as a test needs them: links, headings and the like by simple patterns."""

import re


def main_of(response):
    """The HTML of the main part of a page, without menu and footer."""
    return re.search(r"<main.*</main>", response.content.decode(), re.DOTALL).group()


def text_of(html):
    """HTML without tags, white space folded."""
    return " ".join(re.sub(r"<[^>]+>", " ", html).split())


def links_in(html, prefix):
    """The addresses in an HTML text that start with `prefix`, in order, each once."""
    return list(dict.fromkeys(re.findall(rf'href="({re.escape(prefix)}[^"]*)"', html)))


def without_map(html):
    """HTML without its map, whose links are in the list beside it once more."""
    return re.sub(r"<figure class=\"map\".*?</figure>", "", html, flags=re.DOTALL)


def paths_in(html, prefix):
    """As links_in, but only the addresses of pages: without a query, and no files."""
    return [link for link in links_in(html, prefix) if link.endswith("/")]
