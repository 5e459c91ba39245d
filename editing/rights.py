"""What somebody may do with content: publish it, and write it in some languages or in all."""

from django.contrib.auth import get_permission_codename
from django.contrib.auth.models import AbstractUser, AnonymousUser

from content.languages import CODES
from content.models import Publishable

#: What may be chosen without the right to publish.
UNPUBLISHED = {Publishable.State.DRAFT, Publishable.State.REVIEW}


def may_publish(user: AbstractUser | AnonymousUser, model: type[Publishable]) -> bool:
    """Whether somebody may make objects of a Publishable model public, and hide them."""
    return user.has_perm(f"{model._meta.app_label}.{get_permission_codename('publish', model._meta)}")


def writable_languages(user: AbstractUser | AnonymousUser) -> list[str]:
    """The languages in which somebody may write; whoever may write all of them may change everything else as well."""
    return [code for code in CODES if user.has_perm(f"translations.write_{code}")]
