"""Counts what is as expected and ends the program at the first thing that is not."""

import sys
import time

DEFAULT_TTL = 86_400  # default-ttl in seconds: the backstop of a save that names no expiry
BINARY = bytes(range(256)) + b"\r\n$5\r\n"  # what a text protocol would stumble over
TICK = 0.005  # seconds; a deadline that slides moves by at least this


class Checks:
    def __init__(self):
        self.count = 0

    def equal(self, what, seen, expected):
        self._check(what, seen == expected, seen, repr(expected))

    def within(self, what, seen, low, high):
        self._check(what, low <= seen <= high, seen, f"{low} to {high}")

    def backstop(self, what, ttl):
        """A lifetime that nobody asked for: default-ttl, never -1."""
        self.within(what, ttl, DEFAULT_TTL - 9, DEFAULT_TTL)

    def moved(self, what, before, after):
        self._check(what, after >= before + TICK * 1000, after, f"at least 5 ms past {before}")

    def eventually(self, what, seen, expected, limit=10.0):
        """Calls `seen` until it returns what is expected."""
        end = time.monotonic() + limit
        while (value := seen()) != expected and time.monotonic() < end:
            time.sleep(TICK)
        self.equal(what, value, expected)

    async def eventually_async(self, what, seen, expected, limit=10.0):
        import asyncio

        end = time.monotonic() + limit
        while (value := await seen()) != expected and time.monotonic() < end:
            await asyncio.sleep(TICK)
        self.equal(what, value, expected)

    def raises(self, what, error, call):
        try:
            seen = call()
        except error:
            seen = error
        self.equal(what, seen, error)

    def done(self):
        print(f"ok {self.count} checks")

    def _check(self, what, is_right, seen, expected):
        if not is_right:
            sys.exit(f"{what}: expected {expected}, saw {seen!r}")
        self.count += 1


def address():
    """Host and port, the first two arguments of every client program."""
    return sys.argv[1], int(sys.argv[2])
