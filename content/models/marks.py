"""What changes whenever content does; content.freshness says how."""

import uuid

from django.db import models

from content.fields import CharField


def new_mark() -> str:
    return uuid.uuid4().hex


class ContentMark(models.Model):
    """Changes whenever content does; content.freshness says how and why there are several."""

    mark = CharField(max_length=36, default=new_mark)

    class Meta:
        verbose_name = "content mark"
        verbose_name_plural = "content marks"

    def __str__(self) -> str:
        return self.mark
