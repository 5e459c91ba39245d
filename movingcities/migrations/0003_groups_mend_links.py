"""Editors and administrators see the links that are probably broken, and say which to leave alone."""

from django.apps import apps as installed
from django.contrib.auth.management import create_permissions
from django.db import migrations


def give_permissions(apps, schema_editor):
    create_permissions(installed.get_app_config("content"), verbosity=0, using=schema_editor.connection.alias)
    permissions = apps.get_model("auth", "Permission").objects.filter(
        content_type__app_label="content", codename__in=["view_link", "change_link"]
    )
    for group in apps.get_model("auth", "Group").objects.filter(name__in=["Editor", "Administrator"]):
        group.permissions.add(*permissions)


class Migration(migrations.Migration):
    dependencies = [("movingcities", "0002_languages_of_groups"), ("content", "0003_everyday_work")]
    operations = [migrations.RunPython(give_permissions, migrations.RunPython.noop)]
