"""Every button of the admin, on every list and every form that has it."""

from tests.browser.test_every_button import EXPECTED, PLACES, pressed, told


def test_every_button_of_every_kind_does_what_it_is_for(browser, site, site_environment, report):
    found, expected = told(pressed(browser, site, site_environment, PLACES)), told(EXPECTED)
    figure = {"buttons": len(found), "otherwise": sorted(found - expected), "lacking": sorted(expected - found)}
    report(figure, {"otherwise": [], "lacking": []})
