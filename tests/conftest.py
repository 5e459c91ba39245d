import os

import pytest
from django.db import connection
from django.utils import translation
from playwright.sync_api import sync_playwright
from pytest_django.plugin import blocking_manager_key

from content import freshness
from content.files import limited, turns
from movingcities.kept.middleware import STORE
from movingcities.static_files import StaticFilesMiddleware
from reports import pdf
from search.engines import engine
from tests import browsers
from tests.real_site import copied, prepared_once, serving


def pytest_collection_modifyitems(config, items):
    """Tests of what only PostgreSQL can do belong to its run alone, those that ask no database to the other one."""
    marker = "once" if connection.vendor == "postgresql" else "postgresql"
    foreign = [item for item in items if item.get_closest_marker(marker)]
    config.hook.pytest_deselected(items=foreign)
    items[:] = [item for item in items if item not in foreign]


@pytest.hookimpl(wrapper=True)
def pytest_runtest_teardown(item, nextitem):
    """After a test that commits, Django has emptied its tables; the index goes too."""
    yield
    marker = item.get_closest_marker("django_db")
    if nextitem and marker and marker.kwargs.get("transaction"):  # after the last test the database itself is gone
        with item.config.stash[blocking_manager_key].unblock():
            engine().clear()


@pytest.fixture(scope="session", autouse=True)
def _static_files_listed_once():
    """The first request of a client begins the site anew, and nearly each test has one; the collected files stay."""
    listed, look_through = {}, StaticFilesMiddleware.update_files_dictionary

    def update(middleware, root, prefix):
        if root not in listed:
            look_through(middleware, root, prefix)
            listed[root] = middleware.files
        middleware.files = dict(listed[root])

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(StaticFilesMiddleware, "update_files_dictionary", update)
        yield


@pytest.fixture(autouse=True)
def _own_media(settings, tmp_path):
    """Each test keeps its uploads to itself."""
    settings.MEDIA_ROOT = tmp_path
    settings.FILE_UPLOAD_TEMP_DIR = tmp_path


@pytest.fixture(autouse=True)
def _quick_passwords(settings):
    """A good hash takes most of a second, and most tests make somebody."""
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]


@pytest.fixture(autouse=True)
def _patient_reader(monkeypatch):
    """A busy machine does not decide whether a file of a test can be read."""
    monkeypatch.setattr(pdf, "WALL_SECONDS", 120)
    monkeypatch.setattr(limited, "WALL_SECONDS", 120)


@pytest.fixture(autouse=True)
def _nothing_kept():
    """Each test has settings and a clock of its own, which no page of another one knows."""
    STORE.clear()
    freshness.forget()
    freshness.look_again()
    yield
    while turns._spare:  # a database with connections cannot be thrown away
        turns._spare.pop()[0].close()


@pytest.fixture(autouse=True)
def _english():
    """Each test starts in English, whatever language a request of the last one was in."""
    with translation.override("en"):
        yield


@pytest.fixture
def forget_pages():
    """Lets no page be kept any more; what pages are made from is still held."""
    return STORE.clear


@pytest.fixture(scope="session")
def prepared_environment(tmp_path_factory):
    """The environment of a site with its content, once for all processes of a run, to be copied."""
    base = tmp_path_factory.getbasetemp()
    return prepared_once((base.parent if "PYTEST_XDIST_WORKER" in os.environ else base) / "prepared")


@pytest.fixture(scope="session")
def site_environment(prepared_environment, tmp_path_factory):
    """The environment of the site, with its content."""
    return copied(prepared_environment, tmp_path_factory.mktemp("site"))


@pytest.fixture(scope="session")
def site(site_environment):
    """The address of the running site."""
    with serving(site_environment) as address:
        yield address


@pytest.fixture(scope="module")
def browser():
    """A browser for the tests of one file.

    While Playwright's event loop is in this thread, Django opens another connection, which nobody would close; so it
    goes before tests of another kind come.
    """
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=browsers.chromium(), args=browsers.ARGUMENTS)
        yield browser
        browser.close()
