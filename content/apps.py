from django.apps import AppConfig
from django.db.models.signals import post_migrate


class ContentConfig(AppConfig):
    name = "content"

    def ready(self) -> None:
        from content.freshness import marks

        post_migrate.connect(marks.watch, sender=self)
