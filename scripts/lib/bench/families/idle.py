"""What a server takes that nobody asks anything."""

import time

from ..process import MB
from ..rows import Figure, Row, at_most
from .family import Family

START_S = 3


class Idle(Family):
    rows = (
        Row(
            "idle",
            "idle server",
            "/proc/PID: VmRSS, context switches of all threads, utime + stime",
            (
                Figure("resident_mb", "resident MB", 1, at_most(12, "worst")),
                Figure("wakeups", "wake-ups/s", 2, at_most(1, "median")),
                Figure("cpu_ms", "CPU ms/s", 2),
            ),
        ),
    )

    def prepare(self, suite, contender):
        server = super().prepare(suite, contender)
        time.sleep(START_S)
        return server

    def measure(self, suite, contender, prepared, row):
        before = prepared.sample()
        time.sleep(suite.scale.idle_s)
        after = prepared.sample()
        return {
            "resident_mb": after.resident_bytes / MB,
            "wakeups": (after.context_switches - before.context_switches) / suite.scale.idle_s,
            "cpu_ms": (after.cpu_us - before.cpu_us) / 1000 / suite.scale.idle_s,
        }
