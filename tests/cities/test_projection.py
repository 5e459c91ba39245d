from math import inf

import pytest

from cities.projection import project

# The first is the worked example of the guidance note named in cities/projection.py; the others were made with the
# projections of PROJ (in mapshaper 0.7.70).
KNOWN = {
    (50, 5): (3962799.45, 2999718.85),
    (34.6841, 33.0379): (6420581.57, 1609318.50),
    (64.1355, -21.8954): (2822655.11, 4909609.24),
    (65.0124, 25.4682): (5048155.32, 4737191.07),
    (41.3274, 19.8187): (5143784.91, 2078693.76),
}


@pytest.mark.parametrize(("degrees", "metres"), KNOWN.items(), ids=str)
def test_known_points_lie_where_they_should(degrees, metres):
    assert project(*degrees) == pytest.approx(metres, abs=0.01)


def test_the_origin_is_the_false_origin():
    assert project(52, 10) == pytest.approx((4321000, 3210000), abs=1e-6)


def test_the_other_side_of_the_world_is_far_away_and_no_error():
    assert project(-52, -170) == (inf, inf)
