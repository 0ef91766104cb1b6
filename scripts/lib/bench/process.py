"""What a server process and its children cost, read from /proc (proc(5))."""

import os
import threading
import time
from dataclasses import dataclass

TICKS_PER_SECOND = os.sysconf("SC_CLK_TCK")
UNIT_KB = 1024
# The unit of every table here, as of maxmemory.
MB = 1 << 20


@dataclass(frozen=True)
class Sample:
    cpu_us: float
    resident_bytes: int
    written_bytes: int
    context_switches: int


def sample(pid):
    """The state of a process now. Time and writing of children that have ended are in it."""
    status = fields(f"/proc/{pid}/status")
    return Sample(
        cpu_us=cpu_us(pid),
        resident_bytes=status["VmRSS"] * UNIT_KB,
        written_bytes=fields(f"/proc/{pid}/io")["write_bytes"],
        context_switches=sum(switches(pid, thread) for thread in os.listdir(f"/proc/{pid}/task")),
    )


def cpu_us(pid):
    """User and system time, with that of children that were waited for: a rewrite is work too."""
    with open(f"/proc/{pid}/stat", encoding="ascii", errors="replace") as stat:
        # The name, which may hold spaces, ends at the last bracket; field 3 comes after it.
        columns = stat.read().rpartition(")")[2].split()
    return sum(int(column) for column in columns[11:15]) * 1e6 / TICKS_PER_SECOND


def switches(pid, thread):
    try:
        status = fields(f"/proc/{pid}/task/{thread}/status")
    except FileNotFoundError:
        return 0
    return status["voluntary_ctxt_switches"] + status["nonvoluntary_ctxt_switches"]


def fields(path):
    """Lines such as `VmRSS:  1234 kB` by name, the number without its unit."""
    numbers = {}
    with open(path, encoding="ascii", errors="replace") as lines:
        for line in lines:
            name, _, rest = line.partition(":")
            words = rest.split()
            if words and words[0].isdigit():
                numbers[name] = int(words[0])
    return numbers


def proportional_bytes(pid):
    """Memory of a process and its children, pages that several share counted once (PSS)."""
    total = 0
    for member in (pid, *children(pid)):
        try:
            total += fields(f"/proc/{member}/smaps_rollup").get("Pss", 0) * UNIT_KB
        except OSError:
            # A child that has just ended.
            continue
    return total


def children(pid):
    try:
        with open(f"/proc/{pid}/task/{pid}/children", encoding="ascii") as names:
            return [int(name) for name in names.read().split()]
    except OSError:
        return []


class MemoryWatch:
    """Samples the memory of a process in the background: `points` of (seconds, bytes)."""

    def __init__(self, pid, interval_s=0.05):
        self.pid, self.interval_s = pid, interval_s
        self.points = []
        self._start = time.monotonic()
        self._ended = threading.Event()
        self._thread = threading.Thread(target=self._follow, daemon=True)
        self._thread.start()

    def _follow(self):
        while not self._ended.wait(self.interval_s):
            self.points.append((self.now(), proportional_bytes(self.pid)))

    def now(self):
        """Seconds since the watch began."""
        return time.monotonic() - self._start

    def end(self):
        self._ended.set()
        self._thread.join()

    def peak_bytes(self, since_s=0.0):
        return max((size for moment, size in self.points if moment >= since_s), default=0)
