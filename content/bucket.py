"""Uploads in an S3-compatible bucket; imported only where STORAGE_URL asks for it, since its client is large."""

from urllib.parse import urljoin

from botocore.config import Config
from django.conf import settings
from storages.backends.s3 import S3Storage


class BucketStorage(S3Storage):
    """A bucket that only the site reads: the public gets files from the site, as ever."""

    def __init__(self, **options):
        patience = Config(connect_timeout=2, read_timeout=10, retries={"total_max_attempts": 2})
        super().__init__(client_config=patience, **options)

    def ping(self):
        """Raises an error of the client where the bucket cannot be reached."""
        self.bucket.meta.client.head_bucket(Bucket=self.bucket_name)

    def url(self, name):
        return urljoin(settings.MEDIA_URL, name)
