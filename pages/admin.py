from django.contrib import admin
from django.utils.translation import gettext_lazy as _

from content.languages import localized
from editing.admin import PUBLISHING, PublishableAdmin, SectionInline
from pages.models import Page, PageSection


class PageSectionInline(SectionInline):
    model = PageSection


@admin.register(Page)
class PageAdmin(PublishableAdmin):
    list_display = ["title", "position", "in_menu", "in_footer", "shown_state", "shown_languages"]
    list_filter = [*PublishableAdmin.list_filter, "in_menu", "in_footer"]
    search_fields = localized("title")
    inlines = [PageSectionInline]
    fieldsets = [
        (None, {"fields": ["title", "in_menu", "in_footer", "position"]}),
        PUBLISHING,
        (_("Address"), {"fields": ["slug", "uuid", "created_at", "updated_at"], "classes": ["collapse"]}),
    ]
