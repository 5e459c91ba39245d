import pytest

from tests.translations.oracle import Story

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("seed", range(20))
def test_no_mark_is_wrong_after_a_random_story(seed):
    story = Story(seed)
    for _chapter in range(4):
        story.play(10)
        assert story.found() == story.expected()
