"""Collecting and serving static files."""

import os
from pathlib import Path

from whitenoise.middleware import WhiteNoiseMiddleware
from whitenoise.storage import CompressedManifestStaticFilesStorage

MANIFEST = CompressedManifestStaticFilesStorage.manifest_name
#: Whoever serves them must read them, and is often not who has collected them.
FILE_MODE, DIRECTORY_MODE = 0o644, 0o755


class StaticFilesStorage(CompressedManifestStaticFilesStorage):
    """Files with a hash in their names, also compressed, that everybody may read."""

    #: A script imports others by these names too, never one that a browser has kept from before an update.
    support_js_module_import_aggregation = True

    def __init__(self, **options):
        super().__init__(file_permissions_mode=FILE_MODE, directory_permissions_mode=DIRECTORY_MODE, **options)

    def compress_files(self, paths):
        for name, compressed_name in super().compress_files(paths):
            os.chmod(self.path(compressed_name), FILE_MODE)
            yield name, compressed_name


class StaticFilesMiddleware(WhiteNoiseMiddleware):
    """Serves what was collected, but for the list of it."""

    def add_file_to_dictionary(self, url, path, stat_cache=None):
        if Path(path).name != MANIFEST:
            super().add_file_to_dictionary(url, path, stat_cache)
