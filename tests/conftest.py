import pytest
from django.utils import translation

from reports import pdf


@pytest.fixture(autouse=True)
def _own_media(settings, tmp_path):
    """Each test keeps its uploads to itself."""
    settings.MEDIA_ROOT = tmp_path
    settings.FILE_UPLOAD_TEMP_DIR = tmp_path


@pytest.fixture(autouse=True)
def _patient_reader(monkeypatch):
    """A busy machine does not decide whether a PDF of a test can be read."""
    monkeypatch.setattr(pdf, "WALL_SECONDS", 120)


@pytest.fixture(autouse=True)
def _english():
    """Each test starts in English, whatever language a request of the last one was in."""
    with translation.override("en"):
        yield
