from editing.models.imports import Import as Import
from editing.models.links import Link as Link
from editing.models.links import Problem as Problem
from editing.models.presence import Presence as Presence
from editing.models.preview_links import PreviewLink as PreviewLink
from editing.models.versions import Discarded as Discarded
from editing.models.versions import Version as Version
from editing.models.working_copies import WorkingCopy as WorkingCopy
