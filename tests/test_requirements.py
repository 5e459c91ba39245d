"""The compiled requirements are those of pyproject.toml, as far as this can be known without asking a registry."""

import re
import tomllib
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text())
COMPILED = re.compile(r"^(?P<pin>[a-z0-9-]+==[^ ]+)(?: ; [^\\]+?)? \\\n(?P<about>(?:    .+\n)+)", re.M)
FILES = {
    "requirements.txt": PROJECT["project"]["dependencies"],
    "requirements-dev.txt": PROJECT["dependency-groups"]["dev"],
}

pytestmark = pytest.mark.once


def compiled(name):
    """(pin, what stands below it) of each package in a file of requirements."""
    return [(found["pin"], found["about"]) for found in COMPILED.finditer((ROOT / name).read_text())]


@pytest.mark.parametrize(("name", "pins"), FILES.items(), ids=FILES)
def test_what_is_installed_for_us_is_what_we_pin(name, pins):
    asked_for = {pin for pin, about in compiled(name) if "moving-cities (pyproject.toml" in about}
    assert asked_for == {re.sub(r"\[.*\]|;.*", "", pin) for pin in pins}


@pytest.mark.parametrize("name", FILES)
def test_every_package_has_hashes(name):
    named = [line for line in (ROOT / name).read_text().splitlines() if not line.startswith(" ")]
    assert len(compiled(name)) == len(named)
    assert [pin for pin, about in compiled(name) if "--hash=sha256:" not in about] == []


@pytest.mark.parametrize("name", FILES)
def test_no_registry_is_named(name):
    assert re.findall(r"https?://|^-", (ROOT / name).read_text(), re.M) == []


@pytest.mark.parametrize("pins", FILES.values(), ids=FILES)
def test_pins_are_in_the_order_of_the_alphabet(pins):
    assert pins == sorted(pins, key=lambda pin: re.split(r"[=[]", pin)[0])
