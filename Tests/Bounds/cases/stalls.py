"""Case 7: work that keeps everybody waiting."""

import random

from harness.client import Client, Error, encode
from harness.load import fill, fill_cold
from harness.run import case


@case("7-lcs")
def lcs(run):
    daemon = run.capped()
    letters = random.Random(7)
    for key in ("a", "b"):
        daemon.ask("SET", key, bytes(letters.choices(b"acgt", k=1_000)))
    with daemon.client() as client, run.watch(daemon):
        replies = client.pipeline([encode("LCS", "a", "b")] * run.size(1_500, 300))
    run.check(len({*replies}) == 1, f"{len(replies)} answers")


@case("7-publish-pattern")
def publish_pattern(run):
    """Every place of the channel's name is compared with the whole pattern."""
    daemon = run.capped()
    scale = run.size(100_000, 30_000)
    with Client(daemon.port, 30) as listener, daemon.client(30) as client, run.watch(daemon):
        said = listener.call("PSUBSCRIBE", b"*" + b"a" * scale + b"b")
        reply = client.call("PUBLISH", b"a" * (2 * scale), "m")
        run.silence(client)
    said = said if isinstance(said, Error) else "taken"
    run.check(reply == 0 or isinstance(reply, Error), f"PSUBSCRIBE: {said}; PUBLISH: {reply}")


def pattern_stall(run, name, *words):
    """The same pattern where a command takes one."""
    daemon = run.capped()
    scale = run.size(30_000, 30_000)
    fill(daemon, 1, 1, name="a" * (2 * scale))
    pattern = b"*" + b"a" * scale + b"b"
    with daemon.client(30) as client, run.watch(daemon):
        reply = client.call(*words, pattern)
        run.silence(client)
    run.check(True, f"{name}: {str(reply)[:60]}")


@case("7-keys-pattern")
def keys_pattern(run):
    pattern_stall(run, "KEYS", "KEYS")


@case("7-scan-pattern")
def scan_pattern(run):
    pattern_stall(run, "SCAN", "SCAN", "0", "COUNT", "10000", "MATCH")


@case("7-scan-nomatch")
def scan_nomatch(run):
    daemon = run.capped()
    fill(daemon, 100_000, 10)
    with daemon.client(30) as client, run.watch(daemon):
        replies = client.pipeline(
            [encode("SCAN", 0, "COUNT", 10_000, "MATCH", "nomatch")] * run.size(1_000, 300)
        )
    run.check(all(len(reply) == 2 for reply in replies), f"{len(replies)} answers")


@case("7-mget-cold-small-values")
def mget_cold_small_values(run):
    daemon = run.capped()
    keys = fill_cold(daemon, run.size(600_000, 100_000), 400)
    random.Random(3).shuffle(keys)
    with daemon.client(30) as client, run.watch(daemon):
        reply = client.call("MGET", *keys[: run.size(50_000, 10_000)], keep=False)
        run.silence(client)
    run.check(True, f"MGET: {reply[:60] if isinstance(reply, Error) else f'{len(reply)} values'}")
