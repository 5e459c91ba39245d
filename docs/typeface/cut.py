"""Cuts the typeface of the site: the weights and letters that our languages need, one file per script.

    npm pack @fontsource-variable/commissioner@5.3.0 && tar xf fontsource-variable-commissioner-5.3.0.tgz
    uv run --no-project --with fonttools==4.68.0 --with brotli docs/typeface/cut.py package/files

The licence (SIL OFL) names no reserved font name, so that the cut files may keep the name.
"""

import sys
from pathlib import Path

from fontTools.subset import Options, Subsetter
from fontTools.ttLib import TTFont
from fontTools.ttLib.scaleUpem import scale_upem
from fontTools.varLib.instancer import instantiateVariableFont

HERE = Path(__file__).resolve().parent
TARGET = HERE.parents[1] / "movingcities" / "static" / "vendor" / "commissioner-1.001"
# The letters of Latin-1 and the signs that texts of our languages use; the ranges stand in css/tokens.css too.
LATIN = [*range(0x20, 0x7F), 0xA0, 0xA1, 0xA7, 0xA9, 0xAB, 0xAD, 0xB0, 0xB7, 0xBB, 0xBF, *range(0xC0, 0x100)]
SIGNS = [0x131, 0x152, 0x153, 0x2009, 0x2013, 0x2014, 0x2018, 0x2019, 0x201A, 0x201C, 0x201D, 0x201E, 0x2026]
MORE_SIGNS = [0x2022, 0x2039, 0x203A, 0x20AC, 0x2212]
SCRIPTS = {
    "latin": [*LATIN, *SIGNS, *MORE_SIGNS],
    "latin-ext": [*range(0x100, 0x131), *range(0x132, 0x152), *range(0x154, 0x180), *range(0x218, 0x21C)],
    "greek": range(0x384, 0x3CF),
}


# How far a point of a heavy letter may lie from where it was drawn, in thousandths of an em; unseen at any size we use.
TOLERANCE = 4


def cut(source, script):
    font = TTFont(source / f"commissioner-{script}-wght-normal.woff2")
    options = Options(hinting=False, layout_features=["kern", "locl"])
    subsetter = Subsetter(options)
    subsetter.populate(unicodes=SCRIPTS[script])
    subsetter.subset(font)
    font = instantiateVariableFont(font, {"wght": (400, 400, 850)})
    scale_upem(font, 1000)
    simplify(font)
    font.flavor = "woff2"
    font.save(TARGET / f"{script}.woff2")


def simplify(font):
    """Leave out the points of the heavy letters that follow, within the tolerance, from their neighbours."""
    glyphs, metrics = font["glyf"], font["hmtx"].metrics
    for name, variations in font["gvar"].variations.items():
        coordinates, control = glyphs._getCoordinatesAndControls(name, metrics)
        for variation in variations:
            variation.calcInferredDeltas(coordinates, control.endPts)
            variation.coordinates = [(round(x), round(y)) for x, y in variation.coordinates]
            is_composite = control.numberOfContours == -1
            variation.optimize(coordinates, control.endPts, tolerance=TOLERANCE, isComposite=is_composite)


if __name__ == "__main__":
    for script in SCRIPTS:
        cut(Path(sys.argv[1]), script)
