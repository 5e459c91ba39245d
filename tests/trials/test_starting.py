"""Many processes at once on a new installation."""

from tests.movingcities.test_settings import start_at_once, write_at_once


def test_of_many_first_starts_at_once_all_have_the_same_whole_key(tmp_path):
    start_at_once(tmp_path, 12)


def test_eight_writers_share_the_embedded_database(tmp_path):
    write_at_once(tmp_path, 8, 60)
