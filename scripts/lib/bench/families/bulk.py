"""Distinct new tokens, more of them than memory holds, until the last one is in the database."""

import time

from ..process import MB
from ..rows import Figure, Row, at_least
from .family import EVERYSEC, Family


class Bulk(Family):
    rows = (
        Row(
            "bulk",
            "SET of distinct keys until all is on disk",
            "tokencache-load incident --mix atxp --pipeline 16 --keys 3000000, then until nothing is "
            "left to write (maxmemory 256mb; Redis: append-only file written, rewrite done)",
            (
                Figure("ops", "keys/s, all on disk", 0, at_least(1.2)),
                Figure("acknowledged", "SETs/s acknowledged", 0),
                Figure("written_mb", "MB written", 0),
                Figure("peak_mb", "peak memory MB", 0),
            ),
        ),
    )

    def prepare(self, suite, contender):
        return None

    def measure(self, suite, contender, prepared, row):
        keys = suite.scale.bulk_keys
        with suite.temporary(contender, EVERYSEC) as server:
            watch = suite.watch(server)
            start = time.monotonic()
            report = suite.load(server, "incident", keys=keys, mix="atxp", pipeline=16)
            server.settle()
            seconds = time.monotonic() - start
            watch.end()
            return {
                "ops": keys / seconds,
                "acknowledged": report["operations_per_second"],
                "written_mb": server.sample().written_bytes / MB,
                "peak_mb": watch.peak_bytes() / MB,
            }
