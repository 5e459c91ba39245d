"""A real browser on a real site."""

from functools import partial

import pytest

from tests import browsers


def pytest_collection_modifyitems(items):
    for item in items:
        if "tests/browser/" in item.nodeid:
            item.add_marker(pytest.mark.browser)
            if not browsers.chromium():
                item.add_marker(pytest.mark.skip(reason="there is no Chromium on this machine"))


@pytest.fixture
def page(browser, site):
    """A fresh visitor. Nothing may be refused by the content security policy, and no script may fail."""
    context = browser.new_context(base_url=site, viewport={"width": 1280, "height": 900})
    page = context.new_page()
    complaints = []
    page.on("console", lambda message: complaints.append(message.text) if "Security Policy" in message.text else None)
    page.on("pageerror", lambda error: complaints.append(str(error)))
    yield page
    context.close()
    assert complaints == []


@pytest.fixture
def log_in(page):
    return partial(browsers.log_in, page)
