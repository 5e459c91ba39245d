import unicodedata
import uuid
from dataclasses import asdict
from datetime import timedelta

from django.conf import settings
from django.contrib.auth import get_user_model
from django.core.exceptions import ValidationError
from django.db import models, transaction
from django.db.models import Count, Sum
from django.db.models.functions import Coalesce
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from content.fields import CharField, JSONField
from content.texts import filled
from reports.models.files import File, PdfDocument
from reports.pdf import Verdict, warning_sentences

QUOTA_FILES = 200
QUOTA_BYTES = 2 * 1024**3


class UploadQuerySet(models.QuerySet):
    def recent(self, user):
        """What a user has uploaded within the last day."""
        return self.filter(user=user, created_at__gte=timezone.now() - timedelta(days=1))

    def waiting(self, user):
        """Those of them that no edition has taken over yet."""
        return self.recent(user).exclude(pdf="")

    def expired(self):
        """What nobody has saved within a day. Its file is then an orphan, which check_media clears away."""
        return self.filter(created_at__lt=timezone.now() - timedelta(days=1))

    def used(self, user):
        """How many files and bytes that was."""
        return self.recent(user).aggregate(files=Count("pk"), bytes=Coalesce(Sum("size"), 0))

    def published(self):
        """None: what has arrived but not been saved in an edition is nobody's business."""
        return self.none()


class Upload(PdfDocument):
    """A PDF that has arrived and been accepted, but not yet been saved in an edition.

    It keeps what was accepted when another part of the form was wrong, and lets files arrive one by one.
    """

    keeper = File

    uuid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="uploads")
    name = CharField(max_length=255)
    findings = JSONField()
    created_at = models.DateTimeField(auto_now_add=True, db_index=True)

    objects = UploadQuerySet.as_manager()

    class Meta:
        ordering = ["created_at", "pk"]
        verbose_name = _("upload")
        verbose_name_plural = _("uploads")

    def __str__(self):
        return self.name

    @classmethod
    def receive(cls, file, user):
        """Judge and keep an uploaded file. Raises ValidationError with the sentence on what cannot be taken."""
        cls.objects.expired().delete()
        cls._check_quota(file, user)
        upload = cls(pdf=file, user=user, name=unicodedata.normalize("NFC", file.name)[-255:], findings={})
        try:
            upload.clean()
        except ValidationError as error:
            raise ValidationError(error.messages) from error
        upload.findings = asdict(upload.verdict)
        upload._keep()
        return upload

    def clean(self):
        super().clean()
        self.check_is_new()

    def _keep(self):
        """Store the file, then the row; of several that arrive at once none may exceed the quota."""
        file = self.pdf.file
        self.pdf.save(self.name, file, save=False)
        try:
            with transaction.atomic():
                get_user_model().objects.select_for_update().get(pk=self.user.pk)
                self._check_quota(file, self.user)
                self.save()
        except Exception:
            self.pdf.storage.delete(self.pdf.name)
            raise

    @classmethod
    def _check_quota(cls, file, user):
        used = cls.objects.used(user)
        if used["files"] >= QUOTA_FILES or used["bytes"] + file.size > QUOTA_BYTES:
            sentence = _(
                "You have uploaded as much as one person may in a day: %(files)s files or %(size)s GB. Go on tomorrow."
            )
            raise ValidationError(filled(sentence, files=QUOTA_FILES, size=QUOTA_BYTES // 1024**3))

    @property
    def warning_sentences(self):
        return warning_sentences(self.findings["warnings"])

    def take_over(self, file):
        """Give the stored PDF, and what was found in it, to a File that is about to be saved."""
        file.pdf = self.pdf.name
        file.verdict = Verdict(**self.findings)

    def give_up(self):
        """Let go of the PDF that a saved File has now. The row stays and counts against the quota."""
        self.pdf, self.findings = "", {}
        self.save()

    def undo(self):
        """Take back the row and the file, when the form that brought them could not be saved."""
        self.delete()
        self.pdf.storage.delete(self.pdf.name)
