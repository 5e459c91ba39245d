"""Every button of the admin, on every list and every form that has it."""

import pytest

from tests.browser.test_every_button import EXPECTED, PLACES, pressed, told


@pytest.mark.usefixtures("site")
def test_every_button_of_every_kind_does_what_it_is_for(browser, prepared_environment, site_environment, report):
    found = told(pressed(browser, prepared_environment, site_environment, PLACES))
    figure = {
        "buttons": len(found),
        "otherwise": sorted(found - told(EXPECTED)),
        "lacking": sorted(told(EXPECTED) - found),
    }
    report(figure, {"otherwise": [], "lacking": []})
