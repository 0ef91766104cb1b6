"""GET and SET beside memcached, which keeps nothing on disk: no aim, but good to know."""

from .. import loads
from ..rows import MEMCACHED, OURS, Figure, Row
from .family import EVERYSEC, Family

FLAGS = {**EVERYSEC, MEMCACHED: ("-m", "1024")}
ROWS = {
    "memcached-get-p1": ("get", 1),
    "memcached-set-p1": ("refresh", 1),
    "memcached-get-p16": ("get", 16),
    "memcached-set-p16": ("refresh", 16),
}


def row(name):
    workload, pipeline = ROWS[name]
    verb = "GET" if workload == "get" else "SET of a new value"
    tool = (
        f"tokencache-load {workload} --pipeline {pipeline} --value-size {loads.VALUE_BYTES} --keys "
        f"{loads.KEYS}; memcached by its text protocol, without any persistence"
    )
    figures = (Figure("ops", "requests/s"), Figure("cpu_us", "server CPU µs/request", 2))
    title = f"{verb}{f', pipeline {pipeline}' if pipeline > 1 else ''}, beside memcached"
    return Row(name, title, tool, figures, peer=MEMCACHED)


class BesideMemcached(Family):
    rows = tuple(row(name) for name in ROWS)

    def contenders(self, suite):
        return (OURS, MEMCACHED) if suite.has(MEMCACHED) else ()

    def prepare(self, suite, contender):
        server = suite.start(contender, FLAGS)
        suite.load(server, "set", keys=loads.KEYS, value_size=loads.VALUE_BYTES, pipeline=64)
        server.settle()
        return server

    def measure(self, suite, contender, prepared, row):
        workload, pipeline = ROWS[row.name]
        scale = suite.scale
        report = suite.load(
            prepared, workload, pipeline=pipeline, keys=loads.KEYS, value_size=loads.VALUE_BYTES,
            requests=scale.plain_requests if pipeline == 1 else scale.pipelined_requests,
            no_preload=True,
        )
        prepared.settle()
        return {
            "ops": report["operations_per_second"],
            "cpu_us": report["server"]["cpu_us_per_operation"],
        }
