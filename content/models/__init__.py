"""What a piece of content is made of: a state, an address, parts, and the marks of what was computed from it."""

from content.models.addresses import Address, Addressed, AddressedQuerySet
from content.models.marks import ContentMark
from content.models.parts import Pictured, Section, SectionQuerySet
from content.models.publishable import Checked, Publishable, PublishableQuerySet, check_nothing_lacks, is_public

__all__ = [
    "Address",
    "Addressed",
    "AddressedQuerySet",
    "Checked",
    "ContentMark",
    "Pictured",
    "Publishable",
    "PublishableQuerySet",
    "Section",
    "SectionQuerySet",
    "check_nothing_lacks",
    "is_public",
]
