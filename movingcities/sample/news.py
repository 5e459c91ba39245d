from approaches.models import Approach
from cities.models import City, Network
from content.languages import latin_slug
from movingcities.sample.loading import all_texts, publishing, those_of, translated_of
from news.models import NewsPost, NewsSection


def load_news(loader):
    for name, entry in all_texts("news").items():
        values = post_figures(entry) | publishing(entry) | translated_of(entry, "title", "teaser", "region")
        post, is_new = loader.add(NewsPost, "news", name, entry["sections"], NewsSection, picture=name, **values)
        if is_new:
            post.cities.set(those_of(City, "city", map(latin_slug, entry["cities"])))
            post.networks.set(those_of(Network, "network", entry["networks"]))
            post.approaches.set(those_of(Approach, "approach", entry["approaches"]))


def post_figures(entry):
    """The columns of a post that are the same in all languages."""
    return {
        "kind": entry["kind"],
        "date": entry["date"],
        "author": entry.get("author", ""),
        "event_start": entry.get("event_start"),
        "event_end": entry.get("event_end"),
        "event_place": entry.get("event_place", ""),
    }
