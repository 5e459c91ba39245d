from django.conf import settings
from django.utils.functional import SimpleLazyObject

from content.freshness import held
from pages.models import Page


def site(request):
    """What every page shows: the licence of the content and the pages in menu and footer."""
    return {
        "SITE_URL": settings.SITE_URL,
        "CONTENT_LICENCE": settings.CONTENT_LICENCE,
        "CONTENT_LICENCE_URL": settings.CONTENT_LICENCE_URL,
        "navigation_pages": SimpleLazyObject(lambda: held("pages in the navigation", _in_navigation)),
    }


def _in_navigation():
    return list(Page.objects.published().in_navigation())
