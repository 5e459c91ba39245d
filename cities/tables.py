"""The tables in which cities, networks, memberships and contacts leave and enter the site."""

from import_export.fields import Field

from cities.models import City, Contact, Membership, Network
from content.languages import localized
from editing.tables.table import Table
from editing.tables.widgets import LanguagesWidget, NameWidget

PUBLISHING = ["state", "source_language", "languages", "verified_on", "review_by"]


class CityTable(Table):
    languages = Field("languages", "languages", LanguagesWidget())

    class Meta(Table.Meta):
        model = City
        import_id_fields = ["slug"]
        fields = [
            "slug", *localized("name"), "country", "latitude", "longitude", "population", "population_year", "website",
            "is_case_study", *localized("subtitle"), *localized("summary"), *PUBLISHING,
        ]  # fmt: skip


class NetworkTable(Table):
    languages = Field("languages", "languages", LanguagesWidget())

    class Meta(Table.Meta):
        model = Network
        import_id_fields = ["slug"]
        fields = [
            "slug", *localized("name"), "kind", "founded", "website", "scope", "status", *localized("description"),
            *PUBLISHING,
        ]  # fmt: skip


class MembershipTable(Table):
    city = Field("city", "city", NameWidget(City))
    network = Field("network", "network", NameWidget(Network))

    class Meta(Table.Meta):
        model = Membership
        import_id_fields = ["city", "network"]
        fields = ["city", "network", "kind", "is_founder", "joined", "source"]


class ContactTable(Table):
    city = Field("city", "city", NameWidget(City))

    class Meta(Table.Meta):
        model = Contact
        import_id_fields = ["uuid"]
        fields = [
            "uuid", "city", *localized("organisation"), *localized("unit"), "person", "email", "phone", "website",
            "public_basis", "public_until",
        ]  # fmt: skip
