"""Large PDFs that are quick to judge: one page, and bytes that nobody asks for."""

import os
from functools import cache

from tests import samples


@cache
def _core(size):
    def fill(document):
        document.Root.Bulk = document.make_stream(os.urandom(size))

    return samples.pdf(change=fill)


def pdf_of(size, number=0):
    """A valid PDF of exactly so many bytes; each number gives other ones."""
    end = b"%%%012d" % number
    content = _core(size - size // 1000 - 4096) + end  # random bytes grow a little where they are compressed
    assert len(content) <= size
    return content.ljust(size)
