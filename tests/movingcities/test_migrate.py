"""Several copies of the site that start at once on a new database."""

import os
import sqlite3
import subprocess
import sys
from contextlib import closing

import pytest
from django.contrib.auth.models import Group, Permission
from django.core.management import call_command

from movingcities.groups import GROUPS
from tests.real_site import ROOT, own_database


def test_of_several_that_migrate_a_new_database_at_once_none_fails(tmp_path):
    environment = os.environ | {"DATA_DIR": str(tmp_path), "DATABASE_URL": own_database(tmp_path)}
    command = [sys.executable, "manage.py", "migrate", "--verbosity", "0"]
    started = [
        subprocess.Popen(command, cwd=ROOT, env=environment, stderr=subprocess.PIPE, text=True) for _copy in range(4)
    ]
    said = [process.communicate(timeout=300)[1] for process in started]
    assert [(process.returncode, words) for process, words in zip(started, said, strict=True)] == [(0, "")] * 4


def test_a_database_from_before_the_first_release_is_refused_with_what_to_do(tmp_path):
    environment = os.environ | {"DATA_DIR": str(tmp_path), "DATABASE_URL": f"sqlite:///{tmp_path / 'db.sqlite3'}"}
    with closing(sqlite3.connect(tmp_path / "db.sqlite3")) as older, older:
        older.execute("CREATE TABLE django_migrations (id integer PRIMARY KEY, app text, name text, applied text)")
        older.execute("INSERT INTO django_migrations VALUES (1, 'cities', '0005_networks_by_slug', '2026-11-01')")
    command = [sys.executable, "manage.py", "migrate", "--verbosity", "0"]
    tried = subprocess.run(command, cwd=ROOT, env=environment, capture_output=True, text=True)
    sentence = (
        "CommandError: The database was made by a version before the first release, which nothing leads on from: to "
        f"begin anew, move “{tmp_path}” away, or name an empty database in DATABASE_URL.\n"
    )
    assert (tried.returncode, tried.stderr) == (1, sentence)


@pytest.mark.django_db
def test_groups_have_just_the_rights_of_the_table_after_every_migrate():
    editors = Group.objects.get(name="Editor")
    before = set(editors.permissions.all())
    editors.permissions.set(Permission.objects.filter(codename__in=["add_user", "view_city"]))
    Group.objects.get(name="Translator").delete()
    call_command("migrate", verbosity=0)
    assert set(editors.permissions.all()) == before
    assert {group.name for group in Group.objects.all()} == set(GROUPS)
