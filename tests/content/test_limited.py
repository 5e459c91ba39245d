import sys

import pytest

from content.files.limited import READING, answer

pytestmark = pytest.mark.once

START = "import os, sys, time\nfrom content import limited\n"


def said(code, seconds=60, content=b"file"):
    return answer([sys.executable, "-c", START + code], content, seconds)


def test_a_reader_is_given_the_file_and_says_what_is_in_it():
    assert said("limited.serve(lambda content: {'text': content.decode() + ' ä'})", content="Łódź".encode()) == {
        "text": "Łódź ä"
    }


@pytest.mark.parametrize(
    ("code", "problem"),
    [
        ("limited.CPU_SECONDS = 1; limited.serve(lambda content: [1 for _ in iter(int, 1)])", "heavy"),
        ("limited.serve(lambda content: bytearray(limited.MEMORY_BYTES))", "heavy"),
        ("limited.serve(lambda content: 'x' * limited.MAX_ANSWER)", "heavy"),
        ("limited.serve(lambda content: os.abort())", "heavy"),
        ("limited.serve(lambda content: {}[1])", "broken"),
        ("limited.serve(lambda content: chr(0xD800))", "broken"),
    ],
    ids=["time", "memory", "answer", "crash", "error", "half a sign"],
)
def test_a_file_that_is_too_much_for_its_reader_has_a_problem(code, problem):
    assert said(code) == {"problem": problem}


def test_a_reader_that_is_not_done_in_time_is_ended():
    assert said("time.sleep(60)", seconds=0.2) == {"problem": "slow"}


def test_who_waits_for_the_reader_of_another_file_does_not_wait_for_ever():
    with READING:
        assert said("limited.serve(lambda content: 1)", seconds=0.2) == {"problem": "slow"}


def test_a_reader_knows_no_secret_and_can_write_no_file(monkeypatch, tmp_path):
    monkeypatch.setenv("SECRET_KEY", "secret")
    file = tmp_path / "hijacked"
    code = f"""
def write(content):
    try:
        with open({str(file)!r}, "w") as file:
            file.write("x")
    except OSError as error:
        return {{"secret": os.environ.get("SECRET_KEY", "none"), "file": error.strerror}}
limited.serve(write)
"""
    assert said(code) == {"secret": "none", "file": "File too large"}
