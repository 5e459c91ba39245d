from django.apps import AppConfig


class MovingCitiesConfig(AppConfig):
    name = "movingcities"
    verbose_name = "Moving Cities"
