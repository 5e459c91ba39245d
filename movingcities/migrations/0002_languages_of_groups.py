"""Groups that write everything may write in all languages; each language has a group to put its translators in."""

from django.apps import apps as installed
from django.conf import settings
from django.contrib.auth.management import create_permissions
from django.db import migrations


def grant_languages(apps, schema_editor):
    create_permissions(installed.get_app_config("translations"), verbosity=0, using=schema_editor.connection.alias)
    permissions = apps.get_model("auth", "Permission").objects.filter(content_type__app_label="translations")
    groups = apps.get_model("auth", "Group").objects
    languages = permissions.filter(codename__startswith="write_")
    terms = permissions.filter(codename__endswith="_term")
    for name in ["Editor", "Report staff", "Administrator"]:
        groups.get(name=name).permissions.add(*languages)
    groups.get(name="Administrator").permissions.add(*terms)
    groups.get(name="Editor").permissions.add(*terms.exclude(codename="delete_term"))
    groups.get(name="Translator").permissions.add(*terms.filter(codename__in=["view_term", "change_term"]))
    for code, name in settings.LANGUAGES:
        group, _is_new = groups.get_or_create(name=f"Language: {name}")
        group.permissions.add(languages.get(codename=f"write_{code}"))


class Migration(migrations.Migration):
    dependencies = [("movingcities", "0001_groups"), ("translations", "0001_initial")]
    operations = [migrations.RunPython(grant_languages, migrations.RunPython.noop)]
