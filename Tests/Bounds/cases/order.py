"""Case 20: what a session is owed after something went wrong, and who pays for memory."""

import time
from random import Random

from harness.client import Client, Dropped, Error, Silence, encode
from harness.load import fill_cold
from harness.run import case

SMALL = ("--maxmemory", "8mb", "--journal-size", "1mb")


@case("20-watch-after-a-failed-read")
def watch_after_a_failed_read(run):
    daemon = run.daemon(*SMALL)
    keys = fill_cold(daemon, 20, 900_000)
    with daemon.client(20) as client:
        client.call("WATCH", "k")
        read = client.call("MGET", *keys, keep=False)
        daemon.ask("SET", "k", "other")
        client.pipeline([encode("MULTI"), encode("SET", "k", "mine")])
        reply = client.call("EXEC")
    said = read[:40] if isinstance(read, Error) else f"{len(read)} values"
    run.check(reply is None, f"MGET: {said}; EXEC: {reply}")


@case("20-transactions-above-memory")
def transactions_above_memory(run):
    """What makes room for a transaction must not be what it is about to look at."""
    daemon, random = run.daemon(*SMALL), Random(1)
    count, partly = run.size(4_000, 600), 0
    lengths = [10, 100, 1_000, 3_000, 20_000]
    with daemon.client(20) as client:
        for _ in range(count):
            client.call("SELECT", random.randrange(3))
            saves = [
                encode("SET", b"k%d" % random.randrange(300), b"v" * random.choice(lengths))
                for _ in range(50)
            ]
            reply = client.pipeline([encode("MULTI"), *saves, encode("EXEC")], keep=True)[-1]
            partly += isinstance(reply, list) and any(isinstance(one, Error) for one in reply)
    run.check(partly == 0, f"{partly} of {count} transactions were refused in part")


def in_step(run, name, *requests):
    """Behind OFF or SKIP and something that fails, the next answers belong to the next requests."""
    daemon = run.daemon(*SMALL)
    with Client(daemon.port, 3) as client:
        client.send(b"".join(requests) + encode("ECHO", "first") + encode("ECHO", "second"))
        got = [client.reply(), client.reply()]
    run.check(got == [b"first", b"second"], f"{name}: {str(got)[:100]}")


OVERSIZED = encode("SET", "k", b"v" * 3_000_000)
LONG_KEY = encode("SET", b"k" * 70_000, "v")


@case("20-skip-oversized")
def skip_oversized(run):
    for name, request in (
        ("value", OVERSIZED),
        ("key", LONG_KEY),
        ("unknown", encode("NOSUCH")),
        ("arity", encode("GET")),
    ):
        in_step(run, f"SKIP, {name}", encode("CLIENT", "REPLY", "SKIP"), request)


@case("20-off-oversized")
def off_oversized(run):
    """ON itself is answered."""
    daemon = run.daemon(*SMALL)
    wrong = []
    for request in (OVERSIZED, LONG_KEY, encode("NOSUCH"), encode("GET")):
        with Client(daemon.port, 3) as client:
            client.send(
                encode("CLIENT", "REPLY", "OFF")
                + request
                + encode("CLIENT", "REPLY", "ON")
                + encode("ECHO", "x")
            )
            got = [client.reply(), client.reply()]
            wrong += [got] if got != ["OK", b"x"] else []
    run.check(not wrong, f"{len(wrong)} of 4 out of step: {str(wrong[:1])[:90]}")


@case("20-hog-publishes")
def hog_publishes(run):
    """The client that leaves its replies unread pays, not those that listen to it."""
    daemon = run.daemon("--maxmemory", "24mb", "--journal-size", "2mb")
    daemon.ask("SET", "k", b"v" * 1_000_000)
    listeners = [Client(daemon.port, 2) for _ in range(20)]
    for listener in listeners:
        listener.call("SUBSCRIBE", "news")
    with Client(daemon.port) as hog, run.watch(daemon):
        hog.send(encode("GET", "k") * 6)
        time.sleep(0.5)
        try:
            hog.send(encode("PUBLISH", "news", b"m" * 1_000_000))
        except Dropped:
            pass  # That is who should pay.
        heard = sum(hears(listener) for listener in listeners)
    run.check(heard == 20, f"{heard} of 20 subscribers are still there")


def hears(listener):
    """Still connected, whether the message came or was refused to its sender."""
    try:
        listener.send(encode("PING"))
        while True:
            reply = listener.reply(keep=False)
            if isinstance(reply, list) and len(reply) == 2:
                return True
    except (Dropped, Silence):
        return False


@case("20-databases")
def databases(run):
    daemon = run.daemon(*SMALL, "--databases", "4")
    replies = [daemon.ask("SELECT", number) for number in (3, 4, 15)]
    right = replies[0] == "OK" and all(isinstance(reply, Error) for reply in replies[1:])
    run.check(right, f"SELECT 3, 4, 15 with 4 databases: {[str(reply)[:30] for reply in replies]}")


@case("20-no-evict")
def no_evict(run):
    """Of clients that hold unread replies, one that asked for it is dropped last."""
    daemon = run.daemon("--maxmemory", "64mb")
    daemon.ask("SET", "k", b"v" * 1_000_000)
    kept = Client(daemon.port, 3)
    kept.call("CLIENT", "NO-EVICT", "ON")
    kept.send(encode("GET", "k") * 12)
    time.sleep(0.2)
    others = [Client(daemon.port, 3) for _ in range(12)]
    with run.watch(daemon):
        for other in others:
            other.send(encode("GET", "k") * 12)
            time.sleep(0.05)
        good = 0
        try:
            good = sum(kept.reply(keep=False) == 1_000_000 for _ in range(12))
        except (Dropped, Silence):
            pass
    run.check(good == 12, f"{good} of its 12 replies reached it")
    for other in (kept, *others):
        other.close()
