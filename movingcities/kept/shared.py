"""Kept pages that all processes share, on all machines: in the Redis of CACHE_URL, if there is one."""

import logging
import time
from functools import cache as once
from hashlib import blake2b
from pathlib import Path

from django.conf import settings
from django.core.cache import cache

from content.freshness.holding import Held
from content.freshness.knowing import NOTHING
from content.freshness.marks import Version
from movingcities.kept.pages import Page
from movingcities.static_files import MANIFEST

logger = logging.getLogger(__name__)

#: So long a page is shared, in seconds.
SHARED_FOR = 24 * 60 * 60
#: So long a cache that did not answer is left alone, in seconds; each page would wait for it.
RESPITE = 10


class Sharing:
    """Whether there is something to share pages in, and when it may be asked again."""

    is_on = settings.CACHES["default"]["BACKEND"].endswith("RedisCache")
    asked_again_at = 0.0

    def ask(self, do):
        """What `do()` gives; None without a cache, and where it does not answer."""
        if not self.is_on or time.monotonic() < self.asked_again_at:
            return None
        try:
            return do()
        except Exception as error:  # each cache has errors of its own
            self.asked_again_at = time.monotonic() + RESPITE
            logger.warning("Kept pages could not be shared: %s", error)
            return None


sharing = Sharing()


def get(address, known):
    """What some process has kept under an address, if it is as it would be made now; else None."""
    found = sharing.ask(lambda: cache.get(key_of(address)))
    if not found:
        return None
    versions, page = found
    versions = {table: Version(*version) for table, version in versions.items()}
    held = Held(versions, Page(*page), NOTHING, known.changed(versions))
    return held if held.is_of(known) else None


def put(address, held):
    """Let all processes have a page, for a day."""
    page = held.value
    versions = {table: tuple(version) for table, version in held.versions.items()}
    # A copy, since others may be asking for the page in another coding meanwhile.
    shared = versions, (page.headers, page.etag, dict(page.bodies))
    sharing.ask(lambda: cache.set(key_of(address), shared, SHARED_FOR))


def key_of(address):
    return f"page/{release()}/{blake2b(repr(address).encode(), digest_size=20).hexdigest()}"


@once
def release():
    """What stands for the code and settings that pages are made with: another release makes other pages of the same."""
    digest = blake2b(repr([settings.SITE_URL, settings.CONTENT_LICENCE, settings.CONTENT_LICENCE_URL]).encode())
    packages = [init.parent for init in settings.BASE_DIR.glob("*/__init__.py")]
    for directory in sorted([*packages, settings.BASE_DIR / "templates"]):
        for path in sorted(directory.rglob("*")):
            if path.suffix in {".py", ".html", ".txt", ".mo"}:
                digest.update(path.read_bytes())
    digest.update(Path(settings.STATIC_ROOT, MANIFEST).read_bytes())
    return digest.hexdigest()[:16]
