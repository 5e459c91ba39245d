from django.contrib import admin
from django.utils.translation import gettext_lazy as _

from content.languages import localized
from editing.admin import PICTURE, PUBLISHING, OrderedInline, PublishableAdmin, SectionInline
from news.models import Download, NewsPost, NewsSection


class NewsSectionInline(SectionInline):
    model = NewsSection


class DownloadInline(OrderedInline):
    model = Download


@admin.register(NewsPost)
class NewsPostAdmin(PublishableAdmin):
    list_display = ["title", "date", "kind", "shown_state", "shown_languages"]
    list_filter = [*PublishableAdmin.list_filter, "kind", "date"]
    search_fields = [*localized("title"), *localized("teaser")]
    date_hierarchy = "date"
    autocomplete_fields = ["cities", "networks", "approaches"]
    inlines = [NewsSectionInline, DownloadInline]
    fieldsets = [
        (None, {"fields": ["title", "teaser", "kind", "date", "author", "region"]}),
        PUBLISHING,
        (_("Event"), {"fields": ["event_start", "event_end", "event_place"]}),
        (_("What it is about"), {"fields": ["cities", "networks", "approaches", "video_url"]}),
        PICTURE,
        (_("Address"), {"fields": ["slug", "uuid", "created_at", "updated_at"], "classes": ["collapse"]}),
    ]
