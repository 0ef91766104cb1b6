"""Keyspaces larger than memory, measured against our own server with room for everything."""

from .. import loads
from ..rows import OURS, Figure, Row, at_least, at_most
from .family import Family

THROUGHPUT = "requests/s"


def fill(suite, label, keys, memory_mb):
    server = suite.start(OURS, {OURS: ("--maxmemory", f"{memory_mb}mb")}, label=label)
    suite.load(server, "incident", keys=keys, mix="atxp", pipeline=16)
    server.settle()
    return server


def cold_values_read(server):
    return int(server.info("stats")["cold_values_read"])


class OwnFamily(Family):
    """Compares our own server with itself."""

    labels = ()

    def contenders(self, suite):
        return self.labels


class AbsentKeys(OwnFamily):
    labels = ABSENT, HOT = "absent keys", "hot keys"
    HOT_KEYS = 20_000
    rows = (
        Row(
            "absent",
            "GET of absent keys, 90 % of all keys on disk only",
            "tokencache-load miss --mix atxp --pipeline 16, beside get --keys 20000 once these are in "
            "memory; one server, maxmemory 64mb, a million tokens",
            (
                Figure("ops", THROUGHPUT, 0, at_least(0.9)),
                Figure("cpu_us", "server CPU µs/request", 2),
                Figure("cold_percent", "keys on disk only %", 1),
                Figure("read_percent", "read from disk %", 2),
            ),
            ABSENT,
            HOT,
        ),
    )

    def prepare(self, suite, contender):
        if contender == self.ABSENT:
            self.server = fill(suite, "absent", suite.scale.cold_keys, suite.scale.cold_memory_mb)
        return self.server

    def measure(self, suite, contender, prepared, row):
        options = {"mix": "atxp", "pipeline": 16, "no_preload": True}
        workload, keys = "miss", suite.scale.cold_keys
        if contender == self.HOT:
            # Memory holds what came last: this brings the few keys into it.
            workload, keys = "get", self.HOT_KEYS
            suite.load(prepared, workload, keys=keys, requests=5 * keys, **options)
        before = cold_values_read(prepared)
        requests = suite.scale.pipelined_requests
        report = suite.load(prepared, workload, keys=keys, requests=requests, **options)
        return {
            "ops": report["operations_per_second"],
            "cpu_us": report["server"]["cpu_us_per_operation"],
            "cold_percent": 100 * int(prepared.info("stats")["cold_keys"]) / suite.scale.cold_keys,
            "read_percent": 100 * (cold_values_read(prepared) - before) / requests,
        }

    def finish(self, suite, prepared):
        # Both contenders are the same server.
        prepared.discard()


class Zipf(OwnFamily):
    labels = SMALL, LARGE = "a tenth in memory", "all in memory"
    rows = (
        Row(
            "zipf",
            "GET, Zipf 0.99, ten times memory",
            "tokencache-load zipf --mix atxp --clients 50; a million tokens, maxmemory 50mb and 1gb",
            (
                Figure("ops", THROUGHPUT, 0, at_least(0.5)),
                Figure("p99_us", "p99 µs", 0),
                Figure("read_percent", "read from disk %", 2),
            ),
            SMALL,
            LARGE,
        ),
    )

    def prepare(self, suite, contender):
        memory_mb = suite.scale.zipf_memory_mb if contender == self.SMALL else 1024
        server = fill(suite, "zipf", suite.scale.cold_keys, memory_mb)
        # Until memory holds what is popular and not what came last.
        self.run(suite, server, 2 * suite.scale.zipf_s)
        return server

    @staticmethod
    def run(suite, server, seconds):
        return suite.load(
            server, "zipf", keys=suite.scale.cold_keys, seconds=seconds, mix="atxp", no_preload=True
        )

    def measure(self, suite, contender, prepared, row):
        before = cold_values_read(prepared)
        report = self.run(suite, prepared, suite.scale.zipf_s)
        return {
            "ops": report["operations_per_second"],
            "p99_us": report["latency_us"]["GET"]["p99"],
            "read_percent": 100 * (cold_values_read(prepared) - before) / report["operations"],
        }


class Uniform(OwnFamily):
    labels = (OURS,)
    is_optional = True
    rows = (
        Row(
            "uniform",
            "GET, uniform over 10 M tokens, 256 MB",
            "tokencache-load cold --mix atxp --clients 50 --keys 10000000 (maxmemory 256mb)",
            (
                Figure("ops", THROUGHPUT, 0, at_least(30_000, "median")),
                Figure("p99_ms", "p99 ms", 2, at_most(5, "median")),
            ),
        ),
    )

    def prepare(self, suite, contender):
        return fill(suite, "uniform", suite.scale.uniform_keys, 256)

    def measure(self, suite, contender, prepared, row):
        report = suite.load(
            prepared, "cold", keys=suite.scale.uniform_keys, seconds=2 * suite.scale.zipf_s, mix="atxp",
            no_preload=True, clients=loads.CLIENTS,
        )
        return {
            "ops": report["operations_per_second"],
            "p99_ms": report["latency_us"]["GET"]["p99"] / 1000,
        }
