"""Side by side: see scripts/benchmarks/bench, which finds the programs and calls this."""

import argparse
import dataclasses
import json
import os
import signal
import sys
import time

from . import loads, machine, plots, results, tables
from .families import FAMILIES
from .rows import MEMCACHED, REDIS, VALKEY
from .scale import FULL, QUICK
from .suite import Suite, say

ROWS = [row for family in FAMILIES for row in family.rows]


def parse():
    parser = argparse.ArgumentParser(
        prog="scripts/benchmarks/bench",
        description="Measures tokencached beside redis-server, memcached and, when it is on PATH, Valkey, "
        "in alternating rounds. Prints a table with the aims; writes JSON, Markdown and plots.",
    )
    parser.add_argument("--rows", help="only these rows, with commas between: see --list")
    parser.add_argument("--list", action="store_true", help="name the rows and what measures them")
    parser.add_argument("--quick", action="store_true", help="small and short, for a look on the way")
    parser.add_argument("--rounds", type=int, default=os.environ.get("ROUNDS"), help="rounds of each row")
    parser.add_argument("--full", action="store_true", default=os.environ.get("FULL") == "1",
                        help="also the rows that take many minutes (or FULL=1)")
    parser.add_argument("--markdown", action="store_true", help="print Markdown instead of text")
    parser.add_argument("--replot", action="store_true",
                        help="measure nothing: tables and plots from the bench.json of --out")
    parser.add_argument("--out", default=os.environ.get("BENCH_OUT"), help="directory of what is written")
    parser.add_argument("--daemon", help=argparse.SUPPRESS)
    parser.add_argument("--load", help=argparse.SUPPRESS)
    return parser, parser.parse_args()


def chosen_rows(parser, options):
    """Pairs of a family and those of its rows that are asked for."""
    names = options.rows.split(",") if options.rows else None
    known = {row.name for row in ROWS}
    for name in names or ():
        if name not in known:
            parser.error(f"no row is called {name} (--list names them)")
    for family in FAMILIES:
        if names is None and family.is_optional and not options.full:
            continue
        rows = [row for row in family.rows if names is None or row.name in names]
        if rows:
            yield family, rows


def main():
    parser, options = parse()
    if options.list:
        for row in ROWS:
            print(f"{row.name:18} {row.title}: {row.tool}")
        return 0
    if options.replot:
        with open(os.path.join(options.out, "bench.json"), encoding="utf-8") as file:
            return show(json.load(file), options)
    document, failed = measure(list(chosen_rows(parser, options)), options)
    write(options.out, "bench.json", json.dumps(document, indent=1))
    return show(document, options) or failed


def measure(plan, options):
    """All that was asked for, as the document that is kept, and whether a row failed."""
    scale = QUICK if options.quick else FULL
    if options.rounds:
        scale = dataclasses.replace(scale, rounds=int(options.rounds))
    loads.token_load.program = options.load
    suite = Suite(options.daemon, scale, (REDIS, VALKEY, MEMCACHED))
    facts = machine.describe(suite.programs, scale)
    start = time.monotonic()
    failed = run_all(suite, plan)
    facts["seconds"] = round(time.monotonic() - start)
    sections = results.document(suite.results, ROWS)
    return {"machine": facts, "rows": sections, "curves": suite.results.curves}, failed


def run_all(suite, plan):
    """Measures everything. A row that cannot be measured costs the others nothing."""
    failed = 0
    try:
        for family, rows in plan:
            try:
                suite.run(family, rows)
            except RuntimeError as error:
                say(f"{rows[0].name} failed: {error}")
                failed = 1
    finally:
        suite.close()
    return failed


def show(document, options):
    """Prints the table and writes what is made from the document."""
    sections, about = document["rows"], machine.about(document["machine"])
    markdown = tables.markdown(sections, about)
    print(markdown if options.markdown else f"{about}\n\n{tables.text(sections)}")
    write(options.out, "bench.md", markdown)
    plots.draw(options.out, sections, document["curves"])
    say(f"JSON, Markdown and plots are in {options.out}")
    return 0


def write(directory, name, text):
    os.makedirs(directory, exist_ok=True)
    with open(os.path.join(directory, name), "w", encoding="utf-8") as file:
        file.write(text)


def stop(_number, _frame):
    raise KeyboardInterrupt


if __name__ == "__main__":
    # Ended by a signal, the servers must go, too.
    signal.signal(signal.SIGTERM, stop)
    try:
        sys.exit(main())
    except KeyboardInterrupt:
        sys.exit(130)
