"""SET when an answer means that the disk has it."""

from .. import loads
from ..rows import OURS, REDIS, Figure, Row, at_least
from .family import Family

FLAGS = {
    OURS: ("--durability", "always"),
    REDIS: ("--save", "", "--appendonly", "yes", "--appendfsync", "always"),
}
PIPELINES = {"always-p1": 1, "always-p16": 16}


def row(name, title, throughput):
    tool = (
        f"redis-benchmark -c {loads.CLIENTS} -P {PIPELINES[name]} -r {loads.KEYS} "
        "set KEY 256-NEW-BYTES; durability always, appendfsync always"
    )
    figures = (
        Figure("ops", "requests/s", 0, at_least(throughput)),
        Figure("cpu_us", "server CPU µs/request", 2),
    )
    return Row(name, title, tool, figures)


class Always(Family):
    rows = (
        row("always-p1", "SET, always", 1.5),
        row("always-p16", "SET, always, pipeline 16", 1.2),
    )

    def prepare(self, suite, contender):
        return suite.start(contender, FLAGS)

    def measure(self, suite, contender, prepared, row):
        pipeline = PIPELINES[row.name]
        requests = suite.scale.synced_requests * (1 if pipeline == 1 else 8)
        return loads.redis_benchmark(prepared, loads.set_new_command(), requests, pipeline)
