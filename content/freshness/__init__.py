"""When what was made from the content is out of date, and how it is held until then.

`marks` change in the database with everything that is written. `knowing` is what a process knows of them, looked at
again every half of a second. `reading` notices what a thing is made from, `questions` know whether that would still be
answered alike, and `holding` keeps it as long. Why this way: docs/decisions/0026-pages-are-made-once.md.
"""

from content.freshness.holding import Changes, Shelf, forget, held
from content.freshness.knowing import DUE, as_of, attend, known_now, look_again
from content.freshness.marks import WATCHED, publishables

__all__ = [
    "DUE",
    "WATCHED",
    "Changes",
    "Shelf",
    "as_of",
    "attend",
    "forget",
    "held",
    "known_now",
    "look_again",
    "publishables",
]
