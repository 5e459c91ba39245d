"""The four groups, with only the rights that each needs."""

from django.apps import apps as installed
from django.contrib.auth.management import create_permissions
from django.db import migrations

WRITE = ["view", "add", "change", "delete"]
CONTENT = {
    "cities": ["city", "citysection", "takeaway", "membership", "network", "contact"],
    "approaches": ["approach", "approachsection"],
    "news": ["newspost", "newssection", "download"],
    "pages": ["page", "pagesection"],
}
REPORTS = {"reports": ["edition", "file"]}
PUBLISHABLE = ["city", "network", "approach", "newspost", "page"]


def codenames(actions, models):
    return [(app, f"{action}_{model}") for app, names in models.items() for model in names for action in actions]


def publishing(models):
    return [pair for pair in codenames(["publish"], models) if pair[1].removeprefix("publish_") in PUBLISHABLE]


VOCABULARY = {"cities": ["policyarea"]}
# Sections inside a page may always go; whole pages since there is a bin (0002).
INLINE = {
    "cities": ["citysection", "takeaway", "membership"],
    "approaches": ["approachsection"],
    "news": ["newssection", "download"],
    "pages": ["pagesection"],
}
GROUPS = {
    "Editor": [
        *codenames(["view", "add", "change"], CONTENT),
        *codenames(["delete"], INLINE),
        *publishing(CONTENT),
        *codenames(["view"], VOCABULARY | REPORTS),
    ],
    "Translator": [*codenames(["view", "change"], CONTENT), *codenames(["view", "change"], VOCABULARY)],
    "Report staff": [
        *codenames(WRITE, REPORTS),
        ("reports", "publish_edition"),
        *codenames(["view"], {"cities": ["city"]}),
    ],
    "Administrator": [
        *codenames(WRITE, CONTENT),
        *codenames(WRITE, VOCABULARY),
        *codenames(WRITE, REPORTS),
        *publishing(CONTENT),
        ("reports", "publish_edition"),
        *codenames(WRITE, {"auth": ["user", "group"]}),
        *codenames(["view"], {"admin": ["logentry"]}),
    ],
}


def make_groups(apps, schema_editor):
    for app in [*CONTENT, *REPORTS, "auth", "admin"]:
        create_permissions(installed.get_app_config(app), verbosity=0, using=schema_editor.connection.alias)
    permissions = {
        (permission.content_type.app_label, permission.codename): permission
        for permission in apps.get_model("auth", "Permission").objects.select_related("content_type")
    }
    for name, pairs in GROUPS.items():
        group, _is_new = apps.get_model("auth", "Group").objects.get_or_create(name=name)
        group.permissions.set([permissions[pair] for pair in pairs])


class Migration(migrations.Migration):
    dependencies = [
        ("admin", "0003_logentry_add_action_flag_choices"),
        ("auth", "0012_alter_user_first_name_max_length"),
        ("cities", "0001_initial"),
        ("approaches", "0001_initial"),
        ("reports", "0001_initial"),
        ("news", "0001_initial"),
        ("pages", "0001_initial"),
    ]
    operations = [migrations.RunPython(make_groups, migrations.RunPython.noop)]
