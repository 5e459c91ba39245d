from django.utils.translation import gettext_lazy as _

from cities.exports import points_of
from lists.files import Column, Export

APPROACHES = Export(
    columns=[
        Column("title", _("title"), lambda approach: approach.t.title),
        Column("city", _("city"), lambda approach: approach.city.t.name),
        Column("country", _("country code"), lambda approach: approach.city.country),
        Column("country_name", _("country"), lambda approach: approach.city.country_name),
        Column("areas", _("policy areas"), lambda approach: [area.t.name for area in approach.policy_areas.all()]),
        Column("summary", _("summary"), lambda approach: approach.t.summary),
        Column("lead", _("led by"), lambda approach: approach.get_lead_display()),
        Column("status", _("status"), lambda approach: approach.get_status_display()),
        Column("start", _("start"), lambda approach: approach.start_year),
        Column("end", _("end"), lambda approach: approach.end_year),
        Column("latitude", _("latitude"), lambda approach: float(approach.city.latitude)),
        Column("longitude", _("longitude"), lambda approach: float(approach.city.longitude)),
    ],
    title=lambda approach: f"{approach.t.title} ({approach.city.t.name})",
    summary=lambda approach: approach.t.summary,
    points=lambda approach: points_of([approach.city]),
)
