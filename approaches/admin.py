from django.contrib import admin
from django.utils.translation import gettext_lazy as _

from approaches.models import Approach, ApproachSection
from approaches.tables import ApproachTable
from content.languages import localized
from editing.admin import PICTURE, PUBLISHING, PublishableAdmin, SectionInline


class ApproachSectionInline(SectionInline):
    model = ApproachSection


@admin.register(Approach)
class ApproachAdmin(PublishableAdmin):
    table = ApproachTable
    list_display = ["title", "city", "status", "shown_state", "shown_languages", "verified_on"]
    list_filter = [*PublishableAdmin.list_filter, "policy_areas", "status", "lead", "city__country"]
    list_select_related = ["city"]
    search_fields = [*localized("title"), *localized("city__name")]
    autocomplete_fields = ["city", "policy_areas", "contacts", "related"]
    inlines = [ApproachSectionInline]
    fieldsets = [
        (None, {"fields": ["title", "short_title", "city", "policy_areas", "summary"]}),
        PUBLISHING,
        (_("At a glance"), {"fields": ["lead", "status", "start_year", "end_year", "contacts", "related"]}),
        PICTURE,
        (_("Address"), {"fields": ["slug", "uuid", "created_at", "updated_at"], "classes": ["collapse"]}),
    ]
