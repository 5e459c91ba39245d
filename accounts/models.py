import uuid

from django.conf import settings
from django.contrib.auth.models import AbstractUser
from django.db import models
from django.db.models.functions import Lower
from django.utils.translation import gettext_lazy as _

from content.fields import CharField


class User(AbstractUser):
    """Somebody who may come in. An e-mail address belongs to one person, in whatever letters it is written."""

    first_name = last_name = None

    uuid = models.UUIDField(_("permanent identifier"), default=uuid.uuid4, unique=True, editable=False)
    name = CharField(_("shown name"), max_length=150, blank=True, help_text=_("How colleagues know this person."))
    language = CharField(
        _("language"),
        max_length=2,
        blank=True,
        choices=settings.LANGUAGES,
        help_text=_("In which this person sees the admin. If none is chosen, the browser says which."),
    )

    class Meta(AbstractUser.Meta):
        constraints = [
            models.UniqueConstraint(
                Lower("email"),
                condition=~models.Q(email=""),
                name="email_of_one_person",
                violation_error_message=_("Somebody else has this e-mail address."),
            )
        ]

    def get_full_name(self):
        return self.name

    def get_short_name(self):
        return self.name
