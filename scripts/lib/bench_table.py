"""Prints the table of scripts/bench from its results: bench_table.py FILE

Each line of the file: server, verb, pipeline, requests a second, server CPU us a request, p50 ms,
p99 ms.
"""

import sys
from collections import defaultdict
from statistics import median

OURS, THEIRS = "tokencached", "redis-server"
METRICS = ("requests/s", "CPU us/request", "p50 ms", "p99 ms")


def read_results(path):
    """Every figure of a measurement by (verb, pipeline), metric and server."""
    figures = defaultdict(list)
    with open(path, encoding="ascii") as results:
        for line in results:
            server, verb, pipeline, *values = line.split()
            for metric, value in zip(METRICS, values):
                figures[(verb.upper(), int(pipeline)), metric, server].append(float(value))
    return figures


def shown(values, decimals):
    """The median and, in brackets, the least and the most."""
    low, middle, high = min(values), median(values), max(values)
    return f"{middle:.{decimals}f} ({low:.{decimals}f}-{high:.{decimals}f})"


def main():
    figures = read_results(sys.argv[1])
    tests = sorted({test for test, _, _ in figures}, key=lambda test: (test[1], test[0]))
    print(f"{'':12} {'':15} {OURS:>26} {THEIRS:>26} {'ratio':>7}")
    for verb, pipeline in tests:
        for metric in METRICS:
            ours, theirs = (figures[(verb, pipeline), metric, name] for name in (OURS, THEIRS))
            decimals = 0 if metric == "requests/s" else 2
            ratio = median(ours) / median(theirs) if median(theirs) else float("nan")
            print(
                f"{f'{verb} P{pipeline}':12} {metric:15} {shown(ours, decimals):>26} "
                f"{shown(theirs, decimals):>26} {ratio:7.2f}"
            )


main()
