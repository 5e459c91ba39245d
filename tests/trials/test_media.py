"""Files come and go at random, and stay what the rows say."""

import pytest

from tests.content.test_media import walk

pytestmark = pytest.mark.django_db


def test_after_500_random_steps_nothing_is_missing_and_no_orphan_stays(tmp_path, django_capture_on_commit_callbacks):
    walk(500, tmp_path, django_capture_on_commit_callbacks)
