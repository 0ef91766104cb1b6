"""Latency under half the peak rate, with everything going on that writing brings about.

The rate is fixed and latency counts from the moment at which a request was due, so a server that
stalls is charged for every request that had to wait.
"""

import math

from .. import loads
from ..rows import Figure, Row, at_most
from .family import Family

SHARE_OF_PEAK = 0.5
# Half of the requests save a new value: Redis rewrites its file on the way, ours commits and copies.
MIX = {"keys": loads.KEYS, "mix": "atxp", "reads": 50, "no_preload": True}
FIGURES = (
    Figure("rate", "requests/s asked for", 0),
    Figure("p50_us", "p50 µs", 0),
    Figure("p99_us", "p99 µs", 0),
    Figure("p99.9_us", "p99.9 µs", 0, at_most(1.0)),
    Figure("max_ms", "longest stall ms", 1, at_most(20, "worst")),
)
TOOL = "tokencache-load mixed --mix atxp --reads 50 --clients 50 --rate "


class OpenLoop(Family):
    rows = (
        Row("open-loop", "half of each one's own peak, open loop", TOOL + "HALF-OF-OWN-PEAK", FIGURES),
        Row(
            "open-loop-same",
            "half of the lower peak for both, open loop",
            TOOL + "HALF-OF-THE-LOWER-PEAK",
            FIGURES,
        ),
    )

    def __init__(self):
        # Known when everybody is prepared, which is before the first round.
        self.lowest_half_peak = math.inf

    def prepare(self, suite, contender):
        server = super().prepare(suite, contender)
        suite.load(server, "set", keys=loads.KEYS, mix="atxp", pipeline=64)
        server.settle()
        server.half_peak = self.peak(suite, server) * SHARE_OF_PEAK
        self.lowest_half_peak = min(self.lowest_half_peak, server.half_peak)
        return server

    @staticmethod
    def peak(suite, server):
        """The best of three: what disturbs the machine only ever makes it less."""
        seconds = suite.scale.open_loop_s / 5
        reports = [suite.load(server, "mixed", seconds=seconds, **MIX) for _ in range(3)]
        return max(report["operations_per_second"] for report in reports)

    def measure(self, suite, contender, prepared, row):
        is_same = row.name == "open-loop-same"
        rate = self.lowest_half_peak if is_same else prepared.half_peak
        report = suite.load(prepared, "mixed", seconds=suite.scale.open_loop_s, rate=rate, **MIX)
        if is_same:
            for verb, curve in report["latency_curve_us"].items():
                suite.results.curves["latency"].setdefault(f"{contender} {verb}", []).append(curve)
        latencies = report["latency_us"].values()
        figures = {f"{name}_us": max(each[name] for each in latencies) for name in ("p50", "p99", "p99.9")}
        longest_us = max(each["max"] for each in latencies)
        return {"rate": rate, **figures, "max_ms": longest_us / 1000}
