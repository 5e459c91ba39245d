"""Keeping what objects are, as versions."""

from editing.history.snapshots import snapshot
from editing.models import Version


def versions_of(obj):
    """All versions of an object, newest first."""
    return Version.objects.about(obj)


def record(obj, user, action, form=None):
    """Keep what an object is now, unless that was kept already; `form` is the identifier of the form it came with."""
    data = snapshot(obj)
    latest = versions_of(obj).first()
    if action == Version.Action.CHANGED and latest and latest.data == data:
        return latest
    return Version.objects.create(object=obj, action=action, data=data, user=user, form=form)


def catch_up(obj):
    """Before an object changes, keep what it is, should it have come to be so in another way than by our forms."""
    latest = versions_of(obj).first()
    if latest is None or latest.data != snapshot(obj):
        return record(obj, None, Version.Action.FOUND)
    return latest


def name_of(user):
    """How colleagues know somebody."""
    return (user.get_full_name() or user.get_username()) if user else ""


def locked(objects):
    """The same objects, read anew and kept from others until the transaction ends."""
    model = type(objects[0])
    return model.objects.select_for_update().filter(pk__in=[obj.pk for obj in objects]).order_by("pk")
