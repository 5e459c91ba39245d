"""The kept pages of a process, no more than fit into so many bytes."""

import threading
from collections import OrderedDict

#: How much of the store is for what was asked for again. The rest is where new things come and go, so that a robot that
#: walks through all crossings of the filters pushes out nothing that people read ("segmented LRU").
SHARE_OF_ASKED_AGAIN = 0.8


class Store:
    """{address: Held}; of what does not fit, what was not asked for again goes first, the longest unused before others.

    `size_of(held)` gives bytes.
    """

    def __init__(self, most_bytes, size_of):
        self.most_bytes, self.size_of = most_bytes, size_of
        self._new, self._asked_again = Segment(), Segment()
        self._lock = threading.Lock()

    def get(self, address):
        """What is kept under an address, or None."""
        with self._lock:
            if held := self._asked_again.use(address):
                return held
            if held := self._new.use(address):
                self._asked_again.put(address, held, self._new.take(address))
                while self._asked_again.bytes > self.most_bytes * SHARE_OF_ASKED_AGAIN:
                    self._new.put(*self._asked_again.take_oldest())
            return held

    def put(self, address, held):
        """Keep something, also instead of what is kept there. What would take a sixteenth of the store is left out."""
        size = self.size_of(held)
        with self._lock:
            segment = self._asked_again if address in self._asked_again else self._new
            segment.take(address)
            if size <= self.most_bytes / 16:
                segment.put(address, held, size)
            while self._new.bytes + self._asked_again.bytes > self.most_bytes:
                (self._new if self._new else self._asked_again).take_oldest()

    def clear(self):
        with self._lock:
            self._new, self._asked_again = Segment(), Segment()

    def __len__(self):
        return len(self._new) + len(self._asked_again)

    @property
    def bytes(self):
        return self._new.bytes + self._asked_again.bytes


class Segment:
    """Things and their sizes in the order in which they were last used."""

    def __init__(self):
        self._entries, self.bytes = OrderedDict(), 0

    def __len__(self):
        return len(self._entries)

    def __contains__(self, address):
        return address in self._entries

    def use(self, address):
        """What stands there, which is now the last that was used; or None."""
        if address not in self._entries:
            return None
        self._entries.move_to_end(address)
        return self._entries[address][0]

    def put(self, address, held, size):
        self._entries[address] = held, size
        self.bytes += size

    def take(self, address):
        """Take something out, if it is there; gives its size."""
        size = self._entries.pop(address, (None, 0))[1]
        self.bytes -= size
        return size

    def take_oldest(self):
        """Take out what was not used for the longest time; gives its address, itself and its size."""
        address, (held, size) = self._entries.popitem(last=False)
        self.bytes -= size
        return address, held, size
