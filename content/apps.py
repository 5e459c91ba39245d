from django.apps import AppConfig
from django.db.models.signals import post_migrate
from django.utils.translation import gettext_lazy as _


class ContentConfig(AppConfig):
    name = "content"
    verbose_name = _("Shared by all content")

    def ready(self):
        from content import version

        post_migrate.connect(version.watch, sender=self)
