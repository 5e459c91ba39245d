from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class SearchConfig(AppConfig):
    name = "search"
    verbose_name = _("Search")

    def ready(self) -> None:
        from content import freshness
        from lists import filters
        from search import engines, index
        from search.models import Document, Word
        from search.results import primary_keys

        engines.engine()  # a wrong setting is said at the start, not at the first search
        index.follow()
        freshness.WATCHED.extend([Document, Word])
        filters.TEXT_SEARCHES.append(primary_keys)
