"""What it costs the disk when sessions are read and saved again as they were."""

from .. import loads
from ..process import MB
from ..rows import Figure, Row, at_most
from .family import Family


class Session(Family):
    rows = (
        Row(
            "session",
            "session: 90 % GET, 10 % re-save",
            f"tokencache-load session --mix atxp --clients 50 --keys {loads.KEYS}; "
            "write_bytes of /proc/PID/io (moved deadlines are written once in about 70 minutes)",
            (
                Figure("written_mb", "MB written", 2, at_most(0.05)),
                Figure("ops", "requests/s", 0),
                Figure("cpu_us", "server CPU µs/request", 2),
            ),
        ),
    )

    def prepare(self, suite, contender):
        server = super().prepare(suite, contender)
        suite.load(server, "set", keys=loads.KEYS, mix="atxp", pipeline=64)
        server.settle()
        return server

    def measure(self, suite, contender, prepared, row):
        before = prepared.sample()
        report = suite.load(
            prepared, "session", requests=suite.scale.session_requests, keys=loads.KEYS, mix="atxp",
            no_preload=True,
        )
        suite.rest_until_written(prepared)
        after = prepared.sample()
        return {
            "written_mb": (after.written_bytes - before.written_bytes) / MB,
            "ops": report["operations_per_second"],
            "cpu_us": (after.cpu_us - before.cpu_us) / suite.scale.session_requests,
        }
