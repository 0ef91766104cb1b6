"""Cases 2 and 4: changes that do not fit into a frame of the journal, or what is left of it."""

import time

from harness.client import Error, encode
from harness.load import fill
from harness.run import case


def check_writable(run, daemon):
    reply = daemon.ask("SET", "after", "v")
    run.check(reply == "OK", f"SET after it: {reply}")


def sessions(run):
    """More bytes of values than the journal holds, few enough for one command."""
    return run.size(40_000, 400), 4096


def small_journal(run, *flags):
    return run.daemon(
        *(("--maxmemory", "16mb", "--journal-size", "1mb") if run.is_quick else ()), *flags
    )


@case("2-expire-in-exec")
def expire_in_exec(run):
    daemon = small_journal(run)
    keys = fill(daemon, *sessions(run))
    with daemon.client(20) as client, run.watch(daemon):
        requests = [encode("MULTI"), *(encode("EXPIRE", key, 3000) for key in keys), encode("EXEC")]
        reply = client.pipeline(requests)[-1]
    refused = isinstance(reply, Error)
    run.check(
        refused or reply == [1] * len(keys), f"EXEC: {reply[:60] if refused else 'all applied'}"
    )
    if refused:
        with daemon.client() as client:
            moved = sum(ttl < 3100 for ttl in client.pipeline([encode("TTL", key) for key in keys]))
        run.check(moved == 0, f"{moved} moved though it was refused")
    check_writable(run, daemon)


@case("2-set-in-exec")
def set_in_exec(run):
    """More than the journal holds, in one transaction: all of it or nothing."""
    daemon = run.capped()
    count = run.size(200, 3)
    with daemon.client(20) as client, run.watch(daemon):
        requests = [
            encode("MULTI"),
            *(encode("SET", f"big:{n}", b"v" * 1_000_000) for n in range(count)),
        ]
        reply = client.pipeline([*requests, encode("EXEC")])[-1]
    kept = sum(daemon.ask("EXISTS", f"big:{n}") for n in range(count))
    right = kept == (0 if isinstance(reply, Error) else count) and reply is not None
    run.check(
        right,
        f"EXEC: {reply[:60] if isinstance(reply, Error) else 'done'}, {kept} of {count} there",
    )
    check_writable(run, daemon)


@case("2-touch-all")
def touch_all(run):
    window_s = run.size(120, 10)
    daemon = small_journal(run, "--default-ttl", f"{window_s}s")
    keys = fill(daemon, *sessions(run))
    time.sleep(window_s / 10)
    with daemon.client(20) as client, run.watch(daemon):
        reply = client.call("TOUCH", *keys)
    run.check(reply == len(keys) or isinstance(reply, Error), f"TOUCH: {reply}")
    check_writable(run, daemon)


@case("4-value-as-large-as-the-journal")
def value_as_large_as_the_journal(run):
    """Saved or refused, but answered."""
    daemon = run.daemon("--maxmemory", "8mb", "--journal-size", "1mb")
    with daemon.client(5) as client, run.watch(daemon):
        replies = [client.call("SET", "k", b"v" * size) for size in (900_000, 1_000_000, 1 << 20)]
    run.check(True, f"SET of 0.9, 1 and 1.05 MB: {[reply[:40] for reply in replies]}")
    check_writable(run, daemon)


@case("4-append-to-a-megabyte")
def append_to_a_megabyte(run):
    daemon = run.daemon(*(("--maxmemory", "16mb", "--journal-size", "2mb") if run.is_quick else ()))
    count = 1_500
    with daemon.client() as client:
        client.call("SET", "k", b"v" * 1_000_000)
        # How long others wait meanwhile is shown by 19-append-nothing.
        with run.watch(daemon, pings=False):
            replies = client.pipeline([encode("APPEND", "k", "a")] * count)
        run.silence(client)
    right = replies == list(range(1_000_001, 1_000_001 + count))
    run.check(
        right, f"{len(replies)} of {count} answered" + ("" if right else f", last {replies[-1]}")
    )
