from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class TranslationsConfig(AppConfig):
    name = "translations"
    verbose_name = _("Translations")

    def ready(self):
        from content.admin import BaseAdmin
        from translations import tracking
        from translations.progress import ProgressColumn

        tracking.listen()
        BaseAdmin.columns_from_above.append(ProgressColumn())
