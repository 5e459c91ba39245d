"""What objects were at each save, what has been deleted, and who has what open."""

import json
import uuid
from datetime import timedelta

from django.apps import apps
from django.conf import settings
from django.core.serializers.json import DjangoJSONEncoder
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from content.fields import CharField, JSONField


def stored_fields(model):
    """The columns that hold something of their own.

    Left out are modeltranslation's bare ones, whose value depends on the language in which somebody last saved.
    """
    bare = {field.translated_field.name for field in model._meta.fields if hasattr(field, "translated_field")}
    return [field for field in model._meta.fields if field.name not in bare]


def stored_values(obj):
    """{attribute name: value as JSON can hold it} of an object's own columns."""
    values = {field.attname: field.get_prep_value(getattr(obj, field.attname)) for field in stored_fields(type(obj))}
    return json.loads(json.dumps(values, cls=DjangoJSONEncoder))


def python_values(model, values):
    """The opposite of `stored_values`; names of columns that are there no more are left out."""
    fields = {field.attname: field for field in stored_fields(model)}
    return {name: fields[name].to_python(value) for name, value in values.items() if name in fields}


def parts_of(model):
    """The relations to what belongs to an object alone, such as its sections: what is deleted together with it."""
    return [rel for rel in model._meta.related_objects if rel.one_to_many and rel.on_delete is models.CASCADE]


def snapshot(obj):
    """The whole of an object as JSON can hold it: its columns, what it is related to, and its parts in order."""
    obj = type(obj)._base_manager.get(pk=obj.pk)
    return {
        "fields": _told(obj),
        "relations": {
            field.name: sorted(getattr(obj, field.name).values_list("pk", flat=True))
            for field in type(obj)._meta.many_to_many
            if field.remote_field.through._meta.auto_created
        },
        "parts": {
            rel.get_accessor_name(): [_told(part) for part in getattr(obj, rel.get_accessor_name()).order_by("pk")]
            for rel in parts_of(type(obj))
        },
    }


def _told(obj):
    """The stored values without when something was last saved, which is not part of what it says.

    A text that was never written and one that is empty are the same: forms make the one into the other.
    """
    clocks = {field.attname for field in obj._meta.fields if getattr(field, "auto_now", False)}
    texts = {field.attname for field in obj._meta.fields if isinstance(field, (models.CharField, models.TextField))}
    values = stored_values(obj)
    return {
        name: "" if value is None and name in texts else value for name, value in values.items() if name not in clocks
    }


class Version(models.Model):
    """What an object was after somebody saved it."""

    class Action(models.TextChoices):
        ADDED = "added", _("Added")
        CHANGED = "changed", _("Changed")
        RESTORED = "restored", _("Restored an older version")
        DELETED = "deleted", _("Deleted")
        BROUGHT_BACK = "brought-back", _("Brought back from the bin")
        COPY = "working-copy", _("Published a working copy")
        FOUND = "found", _("Found like this: it was made or changed outside of these forms")

    kind = CharField(max_length=40)
    object_id = models.BigIntegerField()
    action = CharField(max_length=12, choices=Action)
    data = JSONField()
    saved_at = models.DateTimeField(default=timezone.now)
    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+")
    #: The form it was saved with, so that a form that is sent twice saves once.
    form = models.UUIDField(null=True, unique=True)

    class Meta:
        ordering = ["-pk"]
        verbose_name = _("version")
        verbose_name_plural = _("versions")
        default_permissions = ()
        indexes = [models.Index(fields=["kind", "object_id", "-id"], name="version_of_object")]

    def __str__(self):
        return f"{self.kind} {self.object_id} {self.pk}"


def versions_of(obj):
    """All versions of an object, newest first."""
    return Version.objects.filter(kind=obj._meta.label_lower, object_id=obj.pk)


def record(obj, user, action, form=None):
    """Keep what an object is now, unless that was kept already; `form` is the identifier of the form it came with."""
    data = snapshot(obj)
    latest = versions_of(obj).first()
    if action == Version.Action.CHANGED and latest and latest.data == data:
        return latest
    return Version.objects.create(
        kind=obj._meta.label_lower, object_id=obj.pk, action=action, data=data, user=user, form=form
    )


def catch_up(obj):
    """Before an object changes, keep what it is, should it have come to be so in another way than by our forms."""
    latest = versions_of(obj).first()
    if latest is None or latest.data != snapshot(obj):
        return record(obj, None, Version.Action.FOUND)
    return latest


class WorkingCopyQuerySet(models.QuerySet):
    def of(self, obj):
        return self.filter(kind=obj._meta.label_lower, object_id=obj.pk)

    def due(self):
        """Those whose time to become public has come."""
        return self.filter(publish_at__lte=timezone.now())


class WorkingCopy(models.Model):
    """Changes that wait beside an object: its snapshot before them, and the one that they make of it.

    Parts that only the copy has carry negative numbers, which no part in the database has.
    """

    kind = CharField(max_length=40)
    object_id = models.BigIntegerField()
    base = JSONField()
    data = JSONField()
    changed_at = models.DateTimeField(auto_now=True)
    changed_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+")
    #: When it becomes public by itself, and at whose word.
    publish_at = models.DateTimeField(_("public from"), null=True, blank=True, db_index=True)
    scheduled_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+")
    #: The time at which it should have become public and could not.
    failed_at = models.DateTimeField(null=True)

    objects = WorkingCopyQuerySet.as_manager()

    class Meta:
        ordering = ["-changed_at", "-pk"]
        verbose_name = _("working copy")
        verbose_name_plural = _("working copies")
        default_permissions = ()
        constraints = [models.UniqueConstraint(fields=["kind", "object_id"], name="one_working_copy_of_an_object")]

    def __str__(self):
        return f"{self.kind} {self.object_id}"

    @property
    def object(self):
        """What it is a copy of; None while that is in the bin."""
        return apps.get_model(self.kind)._base_manager.filter(pk=self.object_id).first()


class Discarded(models.Model):
    """Something in the bin, with every row that went with it."""

    kind = CharField(max_length=40)
    object_id = models.BigIntegerField()
    label = CharField(max_length=300)
    rows = JSONField()
    deleted_at = models.DateTimeField(default=timezone.now)
    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+")

    class Meta:
        ordering = ["-pk"]
        verbose_name = _("thing in the bin")
        verbose_name_plural = _("bin")
        default_permissions = ("delete",)

    def __str__(self):
        return self.label

    @property
    def model(self):
        return apps.get_model(self.kind)


class PresenceQuerySet(models.QuerySet):
    def now(self):
        """Those of which there was a sign of life lately."""
        return self.filter(seen_at__gte=timezone.now() - timedelta(minutes=3))


class Presence(models.Model):
    """Somebody has an object open in a form."""

    kind = CharField(max_length=40)
    object_id = models.BigIntegerField()
    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="+")
    opened_at = models.DateTimeField(default=timezone.now)
    seen_at = models.DateTimeField(default=timezone.now)
    #: Who has taken over since.
    taken_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+")

    objects = PresenceQuerySet.as_manager()

    class Meta:
        default_permissions = ()
        constraints = [models.UniqueConstraint(fields=["kind", "object_id", "user"], name="somebody_is_present_once")]

    def __str__(self):
        return f"{self.user} {self.kind} {self.object_id}"


def name_of(user):
    """How colleagues know somebody."""
    return (user.get_full_name() or user.get_username()) if user else ""


def new_form():
    """The identifier of a form that is about to be shown."""
    return str(uuid.uuid4())
