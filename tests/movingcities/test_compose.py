import re
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
DOCKERFILE = (ROOT / "Dockerfile").read_text()
COMPOSE = (ROOT / "compose.yaml").read_text()
TABLES = "".join(path.read_text() for path in sorted((ROOT / "docs" / "operating").glob("*.md")))
# What libpq reads for the password of the database, and what is no setting of the site.
OTHERS = {"PGPASSWORD", "SITE_HOST", "UPSTREAM", "POSTGRES_USER", "POSTGRES_DB", "POSTGRES_PASSWORD"}


def settings_of_tables():
    """The names in the first column of a table of settings, which all are in capitals."""
    rows = re.findall(r"^\| ((?:`[A-Z_]+`(?:, )?)+) \|", TABLES, re.MULTILINE)
    return {name for row in rows for name in re.findall(r"[A-Z_]+", row)}


def settings_of_image():
    return set(re.findall(r"(\w+)=", re.search(r"^ENV (.*)$", DOCKERFILE, re.MULTILINE)[1]))


def environment_of_compose():
    return set(re.findall(r"^ +([A-Z_]+):", COMPOSE, re.MULTILINE))


def test_every_setting_reaches_the_container():
    told = settings_of_tables()
    passed_on = environment_of_compose() - OTHERS
    assert "SITE_URL" in told
    assert passed_on <= told
    assert told - passed_on <= settings_of_image()


def test_nothing_that_the_container_depends_on_changes_unseen():
    images = re.findall(r"^FROM (\S+)", DOCKERFILE, re.MULTILINE)
    assert images == [images[0]] * 2
    images += re.findall(r"^ +image: (?!moving-cities$)(\S+)", COMPOSE, re.MULTILINE)
    assert len(images) == 4
    assert all(re.fullmatch(r"[a-z]+:\d+\.\d+\S*", image) for image in images), images


def test_only_the_proxy_can_be_reached_from_outside():
    services = re.split(r"^  (?=\w+:$)", COMPOSE.partition("\nservices:\n")[2], flags=re.MULTILINE)
    assert [service.partition(":")[0] for service in services if " ports:" in service] == ["proxy"]


def test_all_folders_of_the_product_come_into_the_image():
    taken = set(re.findall(r"^!(\w+)$", (ROOT / ".dockerignore").read_text(), re.MULTILINE))
    assert {path.parent.name for path in ROOT.glob("*/apps.py")} - taken == set()
