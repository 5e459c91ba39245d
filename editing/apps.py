from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class EditingConfig(AppConfig):
    name = "editing"
    verbose_name = _("Shared by all content")

    def ready(self) -> None:
        from content import freshness
        from editing.working_copies.laying import publish_due

        freshness.DUE.append(publish_due)
