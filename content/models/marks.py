"""What changes whenever content does; content.freshness says how."""

import uuid

from django.db import models

from content.fields import CharField, TextField


def new_mark() -> str:
    return uuid.uuid4().hex[:16]


class ContentMark(models.Model):
    """Changes whenever the rows of a table do; content.freshness.marks says how and why there are several."""

    table_name = CharField(max_length=63)
    slot = models.PositiveSmallIntegerField()
    mark = CharField(max_length=36, default=new_mark)
    log = TextField(default="", blank=True)

    class Meta:
        verbose_name = "content mark"
        verbose_name_plural = "content marks"
        constraints = [models.UniqueConstraint(fields=["table_name", "slot"], name="mark_of_a_slot_of_a_table")]

    def __str__(self) -> str:
        return f"{self.table_name} {self.slot} {self.mark}"
