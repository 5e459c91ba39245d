"""Europe in its true proportions: ETRS89 / LAEA Europe, EPSG:3035.

Formulas of Lambert azimuthal equal-area (method 9820) in IOGP Guidance Note 373-7-2, section 3.2.2, on the GRS 1980
ellipsoid; `static/js/projection.js` has the same ones, and the way back.
"""

from math import asin, atanh, cos, inf, radians, sin, sqrt

SEMI_MAJOR_AXIS = 6378137.0
FLATTENING = 1 / 298.257222101
ECCENTRICITY = sqrt(FLATTENING * (2 - FLATTENING))
FALSE_EASTING, FALSE_NORTHING = 4321000.0, 3210000.0


def authalic(sine):
    """The q of the guidance note, for the sine of a latitude."""
    squared = (ECCENTRICITY * sine) ** 2
    return (1 - ECCENTRICITY**2) * (sine / (1 - squared) + atanh(ECCENTRICITY * sine) / ECCENTRICITY)


Q_POLE = authalic(1)
RADIUS = SEMI_MAJOR_AXIS * sqrt(Q_POLE / 2)
ORIGIN = radians(52)
BETA_ORIGIN = asin(authalic(sin(ORIGIN)) / Q_POLE)
STRETCH = SEMI_MAJOR_AXIS * cos(ORIGIN) / sqrt(1 - (ECCENTRICITY * sin(ORIGIN)) ** 2) / (RADIUS * cos(BETA_ORIGIN))


def project(latitude, longitude):
    """Easting and northing in metres of a point in degrees (WGS 84, which is ETRS89 within a metre)."""
    beta = asin(authalic(sin(radians(latitude))) / Q_POLE)
    turn = radians(longitude - 10)
    nearness = 1 + sin(BETA_ORIGIN) * sin(beta) + cos(BETA_ORIGIN) * cos(beta) * cos(turn)
    if nearness < 1e-9:  # the one point opposite, in the Pacific, lies in all directions
        return inf, inf
    scale = RADIUS * sqrt(2 / nearness)
    easting = scale * STRETCH * cos(beta) * sin(turn)
    northing = scale / STRETCH * (cos(BETA_ORIGIN) * sin(beta) - sin(BETA_ORIGIN) * cos(beta) * cos(turn))
    return FALSE_EASTING + easting, FALSE_NORTHING + northing
