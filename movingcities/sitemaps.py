from urllib.parse import urlsplit

from django.conf import settings
from django.contrib.sitemaps import Sitemap
from django.contrib.sitemaps import views as sitemap_views
from django.urls import reverse

from approaches.models import Approach
from cities.models import City, Network
from news.models import NewsPost
from pages.models import Page
from reports.models import Edition


class ObjectSitemap(Sitemap):
    """The public objects of a model, in the languages that are ready."""

    i18n = alternates = True
    limit = 5000
    protocol = urlsplit(settings.SITE_URL).scheme

    def __init__(self, model):
        super().__init__()
        self.model = model

    def items(self):
        return self.model.objects.published().order_by("pk")

    def get_languages_for_item(self, item):
        return item.ready_languages

    def lastmod(self, item):
        return item.updated_at

    def get_domain(self, site=None):
        return urlsplit(settings.SITE_URL).netloc


class ListSitemap(ObjectSitemap):
    """The lists, in every language."""

    def __init__(self):
        Sitemap.__init__(self)

    def items(self):
        lists = [
            "cities:city_list",
            "approaches:approach_list",
            "approaches:matrix",
            "cities:network_list",
            "news:post_list",
        ]
        return ["home", *lists, "glossary"]

    def get_languages_for_item(self, item):
        return [code for code, _name in settings.LANGUAGES]

    def location(self, item):
        return reverse(item)

    lastmod = None


def index(request):
    """The sitemap of sitemaps; Django would name them by the host of the request."""
    response = sitemap_views.index(request, SITEMAPS, sitemap_url_name="sitemap-section")
    for item in response.context_data["sitemaps"]:
        item.location = settings.SITE_URL + urlsplit(item.location)._replace(scheme="", netloc="").geturl()
    return response


SITEMAPS = {
    "lists": ListSitemap,
    "cities": ObjectSitemap(City),
    "networks": ObjectSitemap(Network),
    "approaches": ObjectSitemap(Approach),
    "reports": ObjectSitemap(Edition),
    "news": ObjectSitemap(NewsPost),
    "pages": ObjectSitemap(Page),
}
