import pytest
from django.db import connection
from django.utils import translation

from reports import pdf
from search.engines import engine


def pytest_collection_modifyitems(config, items):
    """Tests of what only PostgreSQL can do belong to its run alone."""
    foreign = [item for item in items if item.get_closest_marker("postgresql") and connection.vendor != "postgresql"]
    config.hook.pytest_deselected(items=foreign)
    items[:] = [item for item in items if item not in foreign]


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
def _own_index(request, django_db_blocker):
    """After a test that commits, Django empties its own tables, but not that of the search index."""
    yield
    marker = request.node.get_closest_marker("django_db")
    if marker and marker.kwargs.get("transaction"):
        with django_db_blocker.unblock():
            engine().clear()


@pytest.fixture(autouse=True)
def _english():
    """Each test starts in English, whatever language a request of the last one was in."""
    with translation.override("en"):
        yield
