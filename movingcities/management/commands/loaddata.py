"""That of modeltranslation; what is computed from content follows at its end, since rows come in any order."""

from modeltranslation.management.commands import loaddata

from search import index
from translations import tracking


class Command(loaddata.Command):
    def loaddata(self, fixture_labels):
        """Part of the one transaction in which all is loaded."""
        with index.indexing_paused(), tracking.paused():
            super().loaddata(fixture_labels)
        tracking.refresh()
        index.rebuild()
