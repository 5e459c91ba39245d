from movingcities.sample.loading import all_texts, publishing, translated_of
from pages.models import Page, PageSection


def load_pages(loader):
    for name, entry in all_texts("pages").items():
        loader.add(
            Page,
            "page",
            name,
            entry["sections"],
            PageSection,
            in_menu=entry.get("menu", False),
            in_footer=entry.get("footer", False),
            position=entry["position"],
            **publishing(entry),
            **translated_of(entry, "title"),
        )
