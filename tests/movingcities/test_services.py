"""What the addresses of services outside of the process stand for."""

import pytest
from django.core.files.storage import storages

from movingcities import services


@pytest.fixture
def stored_at(monkeypatch, settings):
    """A function that takes a STORAGE_URL and gives the site's storage, and where browsers fetch from it."""

    def keep(address):
        monkeypatch.setenv("STORAGE_URL", address)
        config = services.storage_settings()
        settings.STORAGES = settings.STORAGES | {"default": config}
        return storages["default"], services.readers_bucket(config)

    return keep


@pytest.mark.parametrize(
    ("address", "address_of_file"),
    [
        ("s3://key:secret@fsn1.example.org/uploads", "https://fsn1.example.org/uploads/a.b/1.pdf"),
        ("s3://key:secret@[::1]:9000/uploads/", "https://[::1]:9000/uploads/a.b/1.pdf"),
        ("s3+http://key:s%2Fe%3F@minio:9000/uploads/site/one", "http://minio:9000/uploads/site/one/a.b/1.pdf"),
        ("s3://key:secret@s3.example.org/uploads?style=virtual", "https://uploads.s3.example.org/a.b/1.pdf"),
        (
            "s3://key:secret@s3.example.org:8443/uploads/site?style=virtual&region=fr-par",
            "https://uploads.s3.example.org:8443/site/a.b/1.pdf",
        ),
    ],
)
def test_a_file_lies_where_the_address_of_the_bucket_says(stored_at, address, address_of_file):
    storage, origins = stored_at(f"{address}{'&' if '?' in address else '?'}presigned=true")
    signed = storage.address("a.b/1.pdf", {})
    assert signed.partition("?")[0] == address_of_file
    region = "fr-par" if "region" in address else "us-east-1"
    assert f"%2F{region}%2Fs3%2Faws4_request" in signed
    assert [address_of_file.startswith(f"{origin}/") for origin in origins] == [True]
    assert storage.reading.meta.endpoint_url.startswith(address_of_file.partition("://")[0])


def test_nobody_is_sent_to_a_bucket_unless_that_is_said(stored_at):
    for address in ["s3://key:secret@s3.example.org/uploads", "s3://key:secret@s3.example.org/uploads?presigned=false"]:
        storage, origins = stored_at(address)
        assert (storage.address("a.b/1.pdf", {}), origins) == (None, [])
