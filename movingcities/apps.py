from django.apps import AppConfig, apps
from django.db.models.signals import post_migrate


class MovingCitiesConfig(AppConfig):
    name = "movingcities"
    verbose_name = "Moving Cities"

    def ready(self):
        from movingcities import checks, groups

        checks.register_all()
        # Django sends the signal for apps with models only.
        post_migrate.connect(groups.put_right, sender=apps.get_app_config("accounts"))
