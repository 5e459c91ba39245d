from django.conf import settings
from django.conf.urls.i18n import i18n_patterns
from django.contrib import admin
from django.contrib.sitemaps import views as sitemap_views
from django.urls import include, path, re_path
from django.utils.translation import pgettext_lazy
from django.views.i18n import set_language

from editing import preview
from movingcities import sitemaps, views
from translations.views import grid

FILE_NAME = r"[a-z]+\.[a-z]+/[0-9a-f]{32}(-\d{3,4})?\.[a-z]{3,4}"

handler400 = "movingcities.views.bad_request"
handler403 = "movingcities.views.forbidden"
handler404 = "movingcities.views.not_found"
handler500 = "movingcities.views.server_error"

urlpatterns = [
    path("", views.language_choice, name="language-choice"),
    path("id/<uuid:uuid>/", views.permanent, name="permanent"),
    re_path(rf"^{settings.MEDIA_URL[1:]}(?P<name>{FILE_NAME})$", views.media, name="media"),
    re_path(rf"^admin/media/(?P<name>{FILE_NAME})$", views.staff_media, name="staff-media"),
    path("preview/<token>/", preview.shared, name="preview"),
    re_path(rf"^preview/(?P<token>[^/]+)/media/(?P<name>{FILE_NAME})$", preview.shared_media, name="preview-media"),
    path("robots.txt", views.robots, name="robots"),
    path(".well-known/security.txt", views.security, name="security"),
    path("sitemap.xml", sitemaps.index, name="sitemap"),
    path("sitemap-<section>.xml", sitemap_views.sitemap, {"sitemaps": sitemaps.SITEMAPS}, name="sitemap-section"),
    path("admin/components/", views.components, name="components"),
    path("admin/language/", set_language, name="set-language"),
    path("admin/translations/", include("translations.urls")),
    path("admin/", admin.site.urls),
    *i18n_patterns(
        path("", views.home, name="home"),
        path(pgettext_lazy("address", "cities/compare/"), views.compare, name="compare"),
        path("", include("cities.urls")),
        path("", include("approaches.urls")),
        path("", include("reports.urls")),
        path("", include("news.urls")),
        path(pgettext_lazy("address", "glossary/"), grid.terms, name="glossary"),
        path("", include("pages.urls")),
        path("", include("search.urls")),
    ),
]
