"""The table in which approaches leave and enter the site; their long texts stay in the forms."""

from import_export.fields import Field

from approaches.models import Approach
from cities.models import City, PolicyArea
from cities.tables import PUBLISHING
from content.languages import localized
from editing.tables.table import Table
from editing.tables.widgets import LanguagesWidget, NamesWidget, NameWidget


class ApproachTable(Table):
    city = Field("city", "city", NameWidget(City))
    policy_areas = Field("policy_areas", "policy_areas", NamesWidget(PolicyArea))
    languages = Field("languages", "languages", LanguagesWidget())

    class Meta(Table.Meta):
        model = Approach
        import_id_fields = ["uuid"]
        fields = [
            "uuid", "city", "policy_areas", *localized("title"), *localized("short_title"), *localized("slug"),
            *localized("summary"), "lead", "start_year", "end_year", "status", *PUBLISHING,
        ]  # fmt: skip
