"""The admin that the apps of the site build theirs on, and the pages of links that cannot be followed."""

from editing.admin import links
from editing.admin.base import BaseAdmin, TranslatedAdmin
from editing.admin.inlines import OrderedInline, OurFields, SectionInline
from editing.admin.publishable import PICTURE, PUBLISHING, PublishableAdmin

__all__ = [
    "PICTURE",
    "PUBLISHING",
    "BaseAdmin",
    "OrderedInline",
    "OurFields",
    "PublishableAdmin",
    "SectionInline",
    "TranslatedAdmin",
    "links",
]
