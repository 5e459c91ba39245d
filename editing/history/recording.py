"""Keeping what objects are, as versions."""

from collections.abc import Sequence
from uuid import UUID

from django.contrib.auth.models import AbstractUser
from django.db.models import Model, QuerySet

from content.models import Publishable
from editing.history.snapshots import snapshot
from editing.models import Version


def versions_of(obj: Model) -> QuerySet[Version]:
    """All versions of an object, newest first."""
    return Version.objects.about(obj)


def record(obj: Model, user: AbstractUser | None, action: Version.Action, form: UUID | None = None) -> Version:
    """Keep what an object is now, unless that was kept already; `form` is the identifier of the form it came with."""
    data = snapshot(obj)
    latest = versions_of(obj).first()
    if action == Version.Action.CHANGED and latest and latest.data == data:
        return latest
    # Stubs know neither the property `object` nor accounts.User, which the settings name and which lies above.
    return Version.objects.create(object=obj, action=action, data=data, user=user, form=form)  # type: ignore[misc]


def catch_up(obj: Model) -> Version:
    """Before an object changes, keep what it is, should it have come to be so in another way than by our forms."""
    latest = versions_of(obj).first()
    if latest is None or latest.data != snapshot(obj):
        return record(obj, None, Version.Action.FOUND)
    return latest


def name_of(user: AbstractUser | None) -> str:
    """How colleagues know somebody."""
    return (user.get_full_name() or user.get_username()) if user else ""


def locked(objects: Sequence[Publishable]) -> QuerySet[Publishable]:
    """The same objects, read anew and kept from others until the transaction ends."""
    model = type(objects[0])
    return model.objects.select_for_update().filter(pk__in=[obj.pk for obj in objects]).order_by("pk")
