"""Proves that no request, stranger or fault breaks a bound: each known case and its kind, against a
daemon that is given.
"""

import argparse
import pathlib
import signal
import sys
import time

sys.path.insert(1, str(pathlib.Path(__file__).resolve().parents[2] / "scripts/lib"))

from cases import CASES  # noqa: E402
from harness.daemon import Daemon  # noqa: E402
from harness.run import Run  # noqa: E402
from sweep import sweep  # noqa: E402

SMALL = ["--maxmemory", "8mb", "--journal-size", "1mb"]


def main():
    options = parse()
    if options.list:
        print("\n".join(name for name, _ in CASES))
        return 0
    # So that the daemons are ended then too.
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))
    control = Daemon(options.daemon, SMALL).start()
    try:
        play = sweep if options.sweep else play_cases
        return play(options, control)
    finally:
        control.remove()


def parse():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--daemon", help="the program to prove")
    parser.add_argument("--quick", action="store_true", help="small sizes, about a minute in all")
    parser.add_argument(
        "--only", default="", help="cases (or commands) whose names begin with these, comma between"
    )
    parser.add_argument("--list", action="store_true", help="name the cases")
    parser.add_argument(
        "--sweep", action="store_true", help="the whole command table instead of the cases"
    )
    parser.add_argument(
        "--worlds",
        default="",
        help="of the sweep: smallest-hot, smallest-cold, default-hot, default-cold",
    )
    options = parser.parse_args()
    if not options.daemon and not options.list:
        parser.error("--daemon is missing")
    options.only = tuple(name for name in options.only.split(",") if name)
    options.worlds = tuple(name for name in options.worlds.split(",") if name)
    return options


def play_cases(options, control):
    failed = 0
    for name, body in CASES:
        if options.only and not name.startswith(options.only):
            continue
        began = time.monotonic()
        run = Run(options.daemon, options.quick, control)
        passed = run.play(body)
        if run.is_only_late():
            # Another program may have had the processor at the wrong moment, but hardly twice.
            run = Run(options.daemon, options.quick, control)
            passed = run.play(body)
        failed += passed is False
        verdict = {True: "PASS", False: "FAIL", None: "SKIP"}[passed]
        figures = "; ".join(run.figures)
        print(f"{verdict} {name} ({time.monotonic() - began:.1f} s): {figures}", flush=True)
    print(f"bounds: {failed} failed", flush=True)
    return 1 if failed else 0


sys.exit(main())
