"""Case 16: rows and entries that background work never comes to."""

import time

from harness.client import Client, encode
from harness.load import fill, send_all
from harness.run import Skipped, case

# The database stays below 1.5 times its live data once the background work has caught up.
ROWS_EACH_LIVE = 1.5
LIVE = 6_000
WINDOW_S = 6


def slid_rows(run, *flags):
    """A daemon, a client, and entries that have slid past the deadline of their row, mostly on disk
    and among twice as many rows that are dead."""
    daemon = run.daemon(
        "--maxmemory", "8mb", "--journal-size", "1mb", "--default-ttl", f"{WINDOW_S}s", *flags
    )
    names = [f"{'dead' if n % 3 else 'live'}:{n}" for n in range(3 * LIVE)]
    client = Client(daemon.port, patience_s=30)
    send_all(client, [encode("SET", name, b"v" * 900) for name in names])
    slide(client, names, WINDOW_S + 3)
    send_all(client, [encode("DEL", name) for name in names if name.startswith("dead")])
    return daemon, client, names[::3]


@case("16-compaction-of-slid-rows")
def compaction_of_slid_rows(run):
    daemon, client, names = slid_rows(run)
    rows, bound = 0, int(LIVE * ROWS_EACH_LIVE)
    for _ in range(run.size(30, 10)):
        slide(client, names, 1)
        rows = int(daemon.info()["store_rows"])
        if rows <= bound:
            break
    kept = client.call("DBSIZE")
    run.check(kept == LIVE, f"{kept} of {LIVE} alive")
    run.check(rows <= bound, f"{rows} rows of {bound} for {LIVE} live")


def slide(client, names, seconds):
    """Reads them all again and again, so that their windows start anew."""
    for _ in range(seconds):
        touch(client, names)
        time.sleep(1)


def touch(client, names):
    """Slides entries on disk, some at a time."""
    groups = [names[start : start + 50] for start in range(0, len(names), 50)]
    send_all(client, [encode("TOUCH", *group) for group in groups])


@case("16-noticed-after-it-went-cold")
def noticed_after_it_went_cold(run):
    """Hot when its segment was swept, cold when its slid deadline came."""
    if run.is_quick:
        raise Skipped("takes a minute")
    daemon = run.daemon("--maxmemory", "8mb", "--journal-size", "1mb", "--default-ttl", "10s")
    count = 2_000
    with daemon.client() as client:
        client.pipeline([encode("SET", f"k:{n}", b"v" * 100) for n in range(count)])
        time.sleep(8.5)
        client.pipeline([encode("GET", f"k:{n}") for n in range(count)])
    time.sleep(3)
    filled = len(fill(daemon, 20_000, 1_000, name="other", options=("EX", 3600)))
    time.sleep(62)
    left = daemon.ask("DBSIZE") - filled
    run.check(left == 0, f"{left} expired entries of {count} still counted after a minute")


@case("16-writes-beside-slid-rows-at-maxdisk")
def writes_at_maxdisk(run):
    """What slides may not keep the room of what has died, while others save again and again."""
    daemon, client, names = slid_rows(run, "--maxdisk", "80mb")
    refused, count, end = 0, 0, time.monotonic() + run.size(60, 10)
    with daemon.client() as saver, run.watch(daemon, saves=False):
        while time.monotonic() < end:
            batch = [encode("SET", f"k:{n}", b"%d" % count + b"v" * 1_000) for n in range(2_000)]
            refused += sum(reply != "OK" for reply in saver.pipeline(batch))
            count += len(batch)
            touch(client, names)
        run.silence(saver)
    run.check(refused == 0, f"{refused} of {count} SETs refused")
