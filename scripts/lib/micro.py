"""Runs tokencache-micro, also under callgrind, and prints what an operation costs.

With two programs every figure is measured in turns, and the last columns are the second program's
as a ratio to the first's.
"""

import argparse
import json
import os
import statistics
import subprocess
import sys
import tempfile

PASSES = 3
COUNTED = 4096
# What callgrind saw called, by the name of the figure.
CALLS = {
    "allocations": {"malloc", "calloc", "realloc", "posix_memalign", "aligned_alloc"},
    "references": {"swift_retain", "swift_release", "swift_retain_n", "swift_release_n"},
}
FIGURES = {"ns": 1, "least_ns": 1, "instructions": 0, "allocations": 3, "references": 2}


def main():
    options = parse_options()
    programs = dict(program.split("=", 1) for program in options.program)
    names = chosen(programs.values(), options.names)
    results = {name: measure(programs, name, options) for name in names}
    print(table(results, list(programs)))
    if options.json:
        with open(options.json, "w", encoding="utf-8") as file:
            json.dump(results, file, indent=2)


def parse_options():
    parser = argparse.ArgumentParser(prog="scripts/benchmarks/micro", description=__doc__)
    parser.add_argument("--program", action="append", required=True, metavar="LABEL=PATH")
    parser.add_argument("--callgrind", action="store_true", help="count instructions and calls")
    parser.add_argument("--rounds", type=int, default=21, help="of some 10 ms, in each pass")
    parser.add_argument("--json", metavar="FILE")
    parser.add_argument("names", nargs="*", help="beginnings of names; all without")
    return parser.parse_args()


def chosen(programs, beginnings):
    """Names that every program has, in its order, as far as they begin so."""
    lists = [[line.split()[0] for line in run(program, "list")] for program in programs]
    names = [name for name in lists[0] if all(name in others for others in lists)]
    names = [name for name in names if not beginnings or name.startswith(tuple(beginnings))]
    if not names:
        sys.exit(f"micro: nothing begins with {' or '.join(beginnings)}")
    return names


def measure(programs, name, options):
    """Label to figures."""
    passes = {label: [] for label in programs}
    for _ in range(PASSES):
        for label, program in programs.items():
            _, median, least = run(program, "time", str(options.rounds), name)[0].split()
            passes[label].append((float(median), float(least)))
    figures = {
        label: {
            "ns": statistics.median(median for median, _ in taken),
            "least_ns": min(least for _, least in taken),
        }
        for label, taken in passes.items()
    }
    if options.callgrind:
        for label, program in programs.items():
            figures[label].update(counts(program, name))
    return figures


def run(*command):
    # Swift's tables are in the same order in every run, so that counts can be repeated.
    environment = {**os.environ, "SWIFT_DETERMINISTIC_HASHING": "1"}
    done = subprocess.run(
        command, env=environment, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
    )
    if done.returncode != 0:
        sys.exit(f"micro: {' '.join(command)}: {done.stderr.strip()[-400:]}")
    return done.stdout.splitlines()


def counts(program, name):
    """Instructions and calls of one operation: the difference of two runs leaves preparing out."""
    once, twice = (profile(program, name, COUNTED * times) for times in (1, 2))
    return {figure: (twice[figure] - once[figure]) / COUNTED for figure in once}


def profile(program, name, count):
    with tempfile.NamedTemporaryFile("r", encoding="utf-8") as out:
        run(
            "valgrind", "--tool=callgrind", f"--callgrind-out-file={out.name}",
            program, "run", name, str(count),
        )  # fmt: skip
        return read_profile(out)


def read_profile(lines):
    """Totals of a callgrind file.
    https://valgrind.org/docs/manual/cl-format.html
    """
    totals = dict.fromkeys(["instructions", *CALLS], 0)
    names, called = {}, ""
    for line in lines:
        if line.startswith(("fn=", "cfn=")):
            # A name stands in full once, and by its number alone from then on.
            number, _, text = line.split("=", 1)[1].strip().partition(" ")
            called = names.setdefault(number, text)
        elif line.startswith("calls="):
            for figure, wanted in CALLS.items():
                if called in wanted:
                    totals[figure] += int(line[6:].split()[0])
        elif line.startswith("totals:"):
            totals["instructions"] = int(line.split()[1])
    return totals


def table(results, labels):
    figures = [figure for figure in FIGURES if figure in next(iter(results.values()))[labels[0]]]
    heading = ["operation"]
    for figure in figures:
        heading += [figure if len(labels) == 1 else f"{figure} {label}" for label in labels]
        heading += ["ratio"] if len(labels) > 1 else []
    rows = [heading]
    for name, measured in results.items():
        rows.append([name] + [cell for figure in figures for cell in cells(measured, labels, figure)])
    widths = [max(len(row[place]) for row in rows) for place in range(len(heading))]
    return "\n".join(
        "  ".join([row[0].ljust(widths[0]), *map(str.rjust, row[1:], widths[1:])]) for row in rows
    )


def cells(measured, labels, figure):
    values = [measured[label][figure] for label in labels]
    texts = [f"{value:.{FIGURES[figure]}f}" for value in values]
    if len(values) > 1:
        texts.append(f"{values[-1] / values[0]:.3f}" if values[0] else "")
    return texts


if __name__ == "__main__":
    main()
