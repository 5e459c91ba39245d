"""The groups that editors are in, with only the rights that each needs. They are put right after every `migrate`."""

from django.apps import apps
from django.conf import settings
from django.contrib.auth.management import create_permissions
from django.contrib.auth.models import Group, Permission

WRITE = ["view", "add", "change", "delete"]
CONTENT = {
    "cities": ["city", "citysection", "takeaway", "membership", "network", "contact"],
    "approaches": ["approach", "approachsection"],
    "news": ["newspost", "newssection", "download"],
    "pages": ["page", "pagesection"],
}
POLICY_AREAS = {"cities": ["policyarea"]}
REPORTS = {"reports": ["edition", "file"]}
GLOSSARY = {"translations": ["term"]}
LINKS = {"editing": ["link"]}


def rights(actions, models):
    return [f"{app}.{action}_{model}" for app, names in models.items() for model in names for action in actions]


PUBLISH = rights(["publish"], {"cities": ["city", "network"], "approaches": ["approach"]})
PUBLISH += rights(["publish"], {"news": ["newspost"], "pages": ["page"]})
ALL_LANGUAGES = [f"translations.write_{code}" for code, _name in settings.LANGUAGES]

#: {name of a group: its rights}
GROUPS = {
    "Editor": [
        *rights(WRITE, CONTENT),
        *PUBLISH,
        *rights(["view"], POLICY_AREAS | REPORTS),
        *rights(["view", "add", "change"], GLOSSARY),
        *rights(["view", "change"], LINKS),
        *ALL_LANGUAGES,
    ],
    "Translator": rights(["view", "change"], CONTENT) + rights(["view", "change"], POLICY_AREAS | GLOSSARY),
    "Report staff": [
        *rights(WRITE, REPORTS),
        "reports.publish_edition",
        *rights(["view"], {"cities": ["city"]}),
        *ALL_LANGUAGES,
    ],
    "Administrator": [
        *rights(WRITE, CONTENT),
        *rights(WRITE, POLICY_AREAS),
        *rights(WRITE, REPORTS | GLOSSARY),
        *PUBLISH,
        "reports.publish_edition",
        *rights(["view", "change"], LINKS),
        "editing.delete_discarded",
        *rights(WRITE, {"accounts": ["user"], "auth": ["group"]}),
        *rights(["view"], {"admin": ["logentry"]}),
        *ALL_LANGUAGES,
    ],
} | {f"Language: {name}": [f"translations.write_{code}"] for code, name in settings.LANGUAGES}


def put_right(using, **kwargs):
    """Make what groups are missing, and give each just the rights that the table names."""
    for app in sorted({right.partition(".")[0] for rights in GROUPS.values() for right in rights}):
        create_permissions(apps.get_app_config(app), verbosity=0, using=using)
    permissions = {
        f"{permission.content_type.app_label}.{permission.codename}": permission
        for permission in Permission.objects.using(using).select_related("content_type")
    }
    for name, rights in GROUPS.items():
        group, _is_new = Group.objects.using(using).get_or_create(name=name)
        group.permissions.set([permissions[right] for right in rights])
