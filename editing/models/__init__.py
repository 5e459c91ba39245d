"""What is kept about the writing of content: versions, copies, who is there, previews, links and imports."""

from editing.models.about import key_of
from editing.models.imports import Import
from editing.models.links import Link, Problem
from editing.models.presence import Presence
from editing.models.preview_links import PreviewLink
from editing.models.versions import Discarded, Version
from editing.models.working_copies import WorkingCopy

__all__ = ["Discarded", "Import", "Link", "Presence", "PreviewLink", "Problem", "Version", "WorkingCopy", "key_of"]
