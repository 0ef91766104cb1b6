"""What a server must answer, when times are known only as well as a client can know them."""

import dataclasses

# A window that slid is durable in steps of a twentieth; a crash may take one of them (D7).
STEP = 1 / 16
# The server reads its clock once a turn, in whole milliseconds, before it reads requests: on a busy
# machine its now may be that much older than the moment at which a request of that turn was sent.
TURN_MS = 100


@dataclasses.dataclass
class Entry:
    """A value and the moments, in ms, between which its deadline lies."""

    value: bytes
    earliest: float
    latest: float
    window: float = 0.0
    cap: float = 0.0

    def may_live(self, began):
        return began <= self.latest

    def must_live(self, ended):
        return ended + TURN_MS < self.earliest

    def slide(self, began, ended):
        """A read between two moments of the client's clock."""
        if self.window:
            self.earliest = min(max(self.earliest, began + self.window), self.cap)
            self.latest = min(max(self.latest, ended + self.window), self.cap + ended - began)

    def crash(self):
        self.earliest -= self.window * STEP


class Oracle:
    """The entries of one connection, which nobody else changes."""

    def __init__(self, window_ms, cap_ms):
        self.window_ms, self.cap_ms = window_ms, cap_ms
        self.entries = {}
        self.unknown = set()
        self.wrong = []

    def saved(self, key, value, ttl_ms, began, ended):
        self.unknown.discard(key)
        ttl = min(ttl_ms or self.window_ms, self.cap_ms)
        window = 0.0 if ttl_ms else self.window_ms
        self.entries[key] = Entry(value, began + ttl, ended + ttl, window, began + self.cap_ms)

    def removed(self, key):
        self.unknown.discard(key)
        self.entries.pop(key, None)

    def expires(self, key, answer, ttl_ms, began, ended):
        """PEXPIRE answers whether the key was there."""
        if key in self.unknown:
            return
        entry = self.entries.get(key)
        if answer == b":0":
            self.absent(key, ended)
        elif not entry or not entry.may_live(began):
            self.wrong.append(f"{key} is back for PEXPIRE")
        else:
            entry.window = 0.0
            entry.earliest, entry.latest = began + ttl_ms, ended + ttl_ms

    def absent(self, key, ended):
        entry = self.entries.pop(key, None)
        if entry and entry.must_live(ended):
            self.wrong.append(f"{key} is lost, {(entry.earliest - ended) / 1000:.1f} s early")

    def read(self, key, answer, began, ended):
        """Compares an answer to GET with what it can be."""
        if key in self.unknown:
            return
        entry = self.entries.get(key)
        if answer is None:
            self.absent(key, ended)
        elif not entry or not entry.may_live(began):
            self.wrong.append(f"{key} is back")
        elif answer != entry.value:
            self.wrong.append(f"{key} has another value")
        else:
            entry.slide(began, ended)

    def doubt(self, keys):
        """Requests that were under way when the server died."""
        self.unknown.update(keys)

    def crash(self):
        for entry in self.entries.values():
            entry.crash()
