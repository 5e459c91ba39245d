"""Answers that are made while they are sent, after the middleware is done."""

from collections.abc import Iterable, Iterator
from contextvars import Context, copy_context
from typing import IO, TypeVar

_Piece = TypeVar("_Piece")
BLOCK = 64 * 1024


def as_now(pieces: Iterable[_Piece]) -> Iterator[_Piece]:
    """The same pieces, each made in what holds now, when this is called: the language, and who is writing."""
    return _each(copy_context(), iter(pieces))


def _each(context: Context, pieces: Iterator[_Piece]) -> Iterator[_Piece]:
    while (piece := context.run(next, pieces, None)) is not None:
        yield piece


def blocks(file: IO[bytes]) -> Iterator[bytes]:
    """The content of a file, which is closed at its end."""
    with file:
        while block := file.read(BLOCK):
            yield block
