"""A life with a million tokens: what they take in memory, what writing all of them out adds, and how
long a restart keeps clients waiting."""

import threading

from .. import loads
from ..process import MB
from ..rows import OURS, Figure, Row, at_most
from .family import EVERYSEC, Family

# Enough for a million tokens and their index, so that all of them stay in memory.
MEMORY = ("--maxmemory", "1gb")
FLAGS = {**EVERYSEC, OURS: (*EVERYSEC[OURS], *MEMORY)}
TOKENS = {"mix": "atxp", "pipeline": 16}
FILLED = "tokencache-load incident --mix atxp --pipeline 16 --keys 1000000 (maxmemory 1gb)"


class Million(Family):
    rows = (
        Row(
            "memory",
            "a million tokens in memory",
            f"{FILLED}, then VmRSS",
            (Figure("resident_mb", "resident MB", 1, at_most(0.85)),),
        ),
        Row(
            "persist-peak",
            "writing everything out under load",
            f"{FILLED}, then each token overwritten once while Redis rewrites its file; PSS of the "
            "server and its children",
            (
                Figure("peak_mb", "peak memory MB", 1, at_most(0.6)),
                Figure("written_mb", "MB written", 0),
            ),
        ),
        Row(
            "start",
            "start with a million tokens",
            f"{FILLED}, SIGTERM, start; tokencache-load await",
            (Figure("first_get_ms", "first answered GET ms", 1, at_most(0.05)),),
        ),
    )

    def prepare(self, suite, contender):
        return None

    def round(self, suite, contender, prepared, rows):
        figures = self.live(suite, contender)
        for row in rows:
            yield row, figures[row.name]

    def live(self, suite, contender):
        """One life of a server, from which all rows are read."""
        keys = suite.scale.million_keys
        with suite.temporary(contender, FLAGS) as server:
            watch = suite.watch(server)
            suite.load(server, "incident", keys=keys, **TOKENS)
            suite.rest_until_written(server)
            before = server.sample()
            peak_bytes = self.overwrite(suite, server, watch, keys)
            watch.end()
            suite.results.curves["memory"].setdefault(contender, watch.points)
            written = server.sample().written_bytes - before.written_bytes
            return {
                "memory": {"resident_mb": before.resident_bytes / MB},
                "persist-peak": {"peak_mb": peak_bytes / MB, "written_mb": written / MB},
                "start": {"first_get_ms": self.restart(server)},
            }

    @staticmethod
    def overwrite(suite, server, watch, keys):
        """The peak of memory while every token gets a new value and all is written out."""
        since_s = watch.now()
        starter = threading.Timer(0.2, server.persist_everything)
        starter.start()
        suite.load(server, "refresh", keys=keys, requests=keys, no_preload=True, **TOKENS)
        starter.join()
        server.settle()
        return watch.peak_bytes(since_s)

    @staticmethod
    def restart(server):
        server.stop()
        server.start()
        return loads.await_first_get(server)
