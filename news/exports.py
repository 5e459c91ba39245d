from django.utils.translation import gettext_lazy as _

from cities.exports import points_of
from lists.files import Column, Export

NEWS = Export(
    columns=[
        Column("title", _("title"), lambda post: post.t.title),
        Column("kind", _("kind"), lambda post: post.get_kind_display()),
        Column("date", _("date"), lambda post: post.date.isoformat()),
        Column("teaser", _("teaser"), lambda post: post.t.teaser),
        Column("author", _("author"), lambda post: post.author),
        Column("region", _("region"), lambda post: post.t.region),
        Column("event_start", _("event starts"), lambda post: post.event_start and post.event_start.isoformat()),
        Column("event_end", _("event ends"), lambda post: post.event_end and post.event_end.isoformat()),
        Column("event_place", _("place of the event"), lambda post: post.event_place),
        Column("cities", _("cities"), lambda post: [city.t.name for city in post.public_cities]),
        Column("networks", _("networks"), lambda post: [network.t.name for network in post.public_networks]),
    ],
    title=lambda post: post.t.title,
    summary=lambda post: post.t.teaser,
    points=lambda post: points_of(post.public_cities),
)
