from functools import partial

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class TranslationsConfig(AppConfig):
    name = "translations"
    verbose_name = _("Translations")

    def ready(self):
        from content import freshness
        from editing.admin import base
        from editing.publishing import checklist
        from editing.working_copies import laying
        from translations import tracking
        from translations.checklist import out_of_date
        from translations.models import Text, Wording
        from translations.progress import ProgressColumn

        tracking.listen()
        freshness.WATCHED.extend([Text, Wording])  # readers are told what a translation was made from
        # Who opens a copy has not written what others have written in it.
        laying.AROUND_LAYING.append(partial(tracking.writing, None))
        base.FURTHER_COLUMNS.append(ProgressColumn())
        checklist.CHECKS.append(out_of_date)
