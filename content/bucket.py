"""Uploads in an S3-compatible bucket; imported only where STORAGE_URL asks for it, since its client is large."""

from urllib.parse import urljoin

from django.conf import settings
from storages.backends.s3 import S3Storage


class BucketStorage(S3Storage):
    """A bucket that only the site reads: the public gets files from the site, as ever."""

    def url(self, name):
        return urljoin(settings.MEDIA_URL, name)
