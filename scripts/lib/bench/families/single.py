"""One client that waits for each answer: what a single request takes."""

from .. import loads
from ..rows import Figure, Row, at_most
from .family import Family

WORKLOADS = {"single-get": ("get", "GET"), "single-set": ("refresh", "SET")}


def row(name, title):
    workload, _ = WORKLOADS[name]
    tool = f"tokencache-load {workload} --clients 1 --value-size {loads.VALUE_BYTES} --keys {loads.KEYS}"
    figures = (
        Figure("p50_us", "p50 µs", 1, at_most(1.0)),
        Figure("p99_us", "p99 µs", 1, at_most(1.0)),
    )
    return Row(name, title, tool, figures)


class OneClient(Family):
    rows = (row("single-get", "GET, one client"), row("single-set", "SET, one client"))

    def prepare(self, suite, contender):
        server = super().prepare(suite, contender)
        suite.load(server, "set", keys=loads.KEYS, value_size=loads.VALUE_BYTES, pipeline=64)
        server.settle()
        return server

    def measure(self, suite, contender, prepared, row):
        workload, verb = WORKLOADS[row.name]
        report = suite.load(
            prepared, workload, clients=1, requests=suite.scale.single_requests, keys=loads.KEYS,
            value_size=loads.VALUE_BYTES, no_preload=True,
        )
        latency = report["latency_us"][verb]
        return {"p50_us": latency["p50"], "p99_us": latency["p99"]}
