"""Trials: the real site under what it must withstand. Each prints one line of JSON and then asserts its bar."""

import json

import pytest


@pytest.fixture
def report(request, capsys):
    """Print what a trial measured: `figure` is everything counted, `bar` what of it must have which value."""

    def say(figure, bar):
        with capsys.disabled():
            print("\n" + json.dumps({"trial": request.node.name, "figure": figure, "bar": bar}), flush=True)
        assert {name: figure[name] for name in bar} == bar

    return say
