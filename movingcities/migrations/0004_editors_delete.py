"""Editors may delete whole pages, now that there is a bin; only administrators empty it."""

from importlib import import_module

from django.apps import apps as installed
from django.contrib.auth.management import create_permissions
from django.db import migrations

CONTENT = import_module("movingcities.migrations.0001_groups").CONTENT
RIGHTS = {
    "Editor": [(app, f"delete_{model}") for app, models in CONTENT.items() for model in models],
    "Administrator": [("content", "delete_discarded")],
}


def give_rights(apps, schema_editor):
    for app in [*CONTENT, "content"]:
        create_permissions(installed.get_app_config(app), verbosity=0, using=schema_editor.connection.alias)
    for name, pairs in RIGHTS.items():
        group = apps.get_model("auth", "Group").objects.get(name=name)
        for app, codename in pairs:
            permission = apps.get_model("auth", "Permission").objects.get(
                content_type__app_label=app, codename=codename
            )
            group.permissions.add(permission)


class Migration(migrations.Migration):
    dependencies = [("movingcities", "0003_groups_mend_links"), ("content", "0004_versions")]
    operations = [migrations.RunPython(give_rights, migrations.RunPython.noop)]
