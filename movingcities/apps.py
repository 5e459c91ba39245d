from django.apps import AppConfig


class MovingCitiesConfig(AppConfig):
    name = "movingcities"
    verbose_name = "Moving Cities"

    def ready(self):
        from movingcities import checks  # noqa: F401  registers itself
