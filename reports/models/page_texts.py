from django.db import models

from content.fields import TextField


class PageText(models.Model):
    """The text of one page of a PDF, for finding it."""

    file = models.ForeignKey("File", models.CASCADE, related_name="texts")
    number = models.PositiveIntegerField()
    text = TextField()

    class Meta:
        ordering = ["file", "number"]
        constraints = [models.UniqueConstraint(fields=["file", "number"], name="page_has_one_text")]

    def __str__(self):
        return f"{self.file} {self.number}"
