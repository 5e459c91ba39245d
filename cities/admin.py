from django.contrib import admin
from django.forms import Script
from django.forms.models import BaseInlineFormSet
from django.template.loader import render_to_string
from django.utils.translation import gettext_lazy as _

from cities.maps import EUROPE, draw, public_places
from cities.models import (
    TWICE_IN_NETWORK,
    City,
    CitySection,
    Contact,
    Membership,
    Network,
    PolicyArea,
    Takeaway,
)
from cities.tables import CityTable, ContactTable, MembershipTable, NetworkTable
from content.languages import localized
from editing.admin import (
    PICTURE,
    PUBLISHING,
    BaseAdmin,
    OrderedInline,
    OurFields,
    PublishableAdmin,
    SectionInline,
    TranslatedAdmin,
)


class TakeawayInline(OrderedInline):
    model = Takeaway


class CitySectionInline(SectionInline):
    model = CitySection


class MembershipFormSet(BaseInlineFormSet):
    def get_unique_error_message(self, unique_check):
        return TWICE_IN_NETWORK

    def get_form_error(self):
        return TWICE_IN_NETWORK

    def save_existing_objects(self, commit=True):
        """Rows may take the networks of one another, and of those that are deleted, in whatever order they stand."""
        changed = [form.instance.pk for form in self.initial_forms if form.has_changed()]
        Membership.objects.filter(pk__in=changed).make_way()
        return super().save_existing_objects(commit)


class MembershipInline(OurFields, admin.TabularInline):
    model = Membership
    formset = MembershipFormSet
    extra = 0
    autocomplete_fields = ["network"]


class ContactInline(OurFields, admin.TabularInline):
    """Contacts of a city, to see at a glance; they are edited in their own form."""

    model = Contact
    extra = 0
    fields = readonly_fields = ["organisation", "unit", "email", "phone", "website"]
    show_change_link = True
    can_delete = False

    def has_add_permission(self, request, obj=None):
        return False


@admin.register(City)
class CityAdmin(PublishableAdmin):
    table = CityTable
    list_display = ["name", "country", "is_case_study", "shown_state", "shown_languages", "verified_on"]
    list_filter = [*PublishableAdmin.list_filter, "is_case_study", "networks", "country"]
    search_fields = [*localized("name"), "slug"]
    readonly_fields = [*PublishableAdmin.readonly_fields, "place_on_map"]
    inlines = [TakeawayInline, CitySectionInline, MembershipInline, ContactInline]
    fieldsets = [
        (None, {"fields": ["name", "subtitle", "summary", "is_case_study"]}),
        PUBLISHING,
        (_("Place"), {"fields": ["country", ("latitude", "longitude"), "place_on_map"]}),
        (_("About the city"), {"fields": ["population", "population_year", "website"]}),
        PICTURE,
        (_("Address"), {"fields": ["slug", "uuid", "created_at", "updated_at"], "classes": ["collapse"]}),
    ]

    class Media:
        css = {"all": ["css/map.css"]}
        js = [Script("js/admin/place-picker.js", type="module")]

    @admin.display(description=_("on the map"))
    def place_on_map(self, obj):
        """The map on which a click sets latitude and longitude."""
        others = [place for place in public_places() if place.pk != obj.pk]
        return render_to_string("admin/cities/_place_map.html", {"map": draw(others, EUROPE, link=lambda city: "")})


@admin.register(Network)
class NetworkAdmin(PublishableAdmin):
    table = NetworkTable
    list_display = ["name", "kind", "scope", "status", "founded", "shown_state", "shown_languages"]
    list_filter = [*PublishableAdmin.list_filter, "kind", "status"]
    search_fields = [*localized("name"), "slug"]
    fieldsets = [
        (None, {"fields": ["name", "kind", "scope", "status", "founded", "website", "description"]}),
        PUBLISHING,
        (_("Address"), {"fields": ["slug", "uuid", "created_at", "updated_at"], "classes": ["collapse"]}),
    ]


@admin.register(Membership)
class MembershipAdmin(BaseAdmin):
    table = MembershipTable
    list_display = ["city", "network", "kind", "is_founder", "joined"]
    list_filter = ["kind", "network"]
    list_select_related = ["city", "network"]
    search_fields = [*localized("city__name"), *localized("network__name")]
    autocomplete_fields = ["city", "network"]


@admin.register(PolicyArea)
class PolicyAreaAdmin(TranslatedAdmin):
    list_display = ["name", "slug", "colour", "icon", "position"]
    search_fields = localized("name")


@admin.register(Contact)
class ContactAdmin(TranslatedAdmin):
    table = ContactTable
    list_display = ["organisation", "unit", "person", "city", "public_until"]
    list_filter = [("public_basis", admin.EmptyFieldListFilter), "city__country"]
    list_select_related = ["city"]
    search_fields = [*localized("organisation"), *localized("unit"), "person", "email"]
    autocomplete_fields = ["city"]
    fieldsets = [
        (None, {"fields": ["organisation", "unit", "person", "city", "source_language"]}),
        (_("How to reach them"), {"fields": ["email", "phone", "website"]}),
        (_("May this be public?"), {"fields": ["public_basis", "public_until"]}),
    ]
