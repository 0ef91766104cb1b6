"""Case 15: messages, MULTI and events."""

import time

from harness.client import Client, Error, encode
from harness.load import fill
from harness.run import case

SMALL = ("--maxmemory", "8mb", "--journal-size", "1mb")
# Values of 0.9 MB that are there before: all in memory.
BIG = 2


@case("15-flushdb-events")
def flushdb_events(run):
    """Redis tells of no key that a FLUSHDB removes, and sends tracking clients one push."""
    daemon = run.capped("--notify-keyspace-events", "KEA")
    fill(daemon, 1_000, 10)
    with Client(daemon.port) as listener, Client(daemon.port) as tracker, daemon.client() as client:
        client.pipeline([encode("SELECT", 3), encode("SET", "other", "v"), encode("SELECT", 0)])
        listener.call("HELLO", 3)
        listener.send(encode("SUBSCRIBE", "__keyevent@0__:del"))
        listener.push(1)
        tracker.call("HELLO", 3)
        tracker.call("CLIENT", "TRACKING", "ON", "BCAST")
        with run.watch(daemon, saves=False):
            client.call("FLUSHDB")
        events = count_pushes(listener)
        # The saves of the client that watches are told as well.
        told = count_pushes(tracker, lambda push: push[1] is None)
    run.check(events == 0, f"{events} del events of 0")
    run.check(told == 1, f"{told} pushes of 1")


def count_pushes(client, counts=lambda push: True):
    """Of those that come until it is quiet, or for a while."""
    count, end_s = 0, time.monotonic() + 2
    while time.monotonic() < end_s and (push := client.push(0.3)) is not None:
        count += counts(push)
    return count


def inside_multi(run, *words):
    """What Redis refuses to a client that must not block: in EXEC's reply, as an error."""
    daemon = run.capped()
    with daemon.client() as client:
        queued = [client.call("MULTI"), client.call(*words)]
        reply = client.call("EXEC")
        refused = isinstance(queued[1], Error) or isinstance(reply, Error)
        refused = refused or (isinstance(reply, list) and isinstance(reply[0], Error))
    run.check(refused, f"EXEC: {str(reply)[:80]}")


@case("15-monitor-in-multi")
def monitor_in_multi(run):
    inside_multi(run, "MONITOR")


@case("15-ssubscribe-in-multi")
def ssubscribe_in_multi(run):
    inside_multi(run, "SSUBSCRIBE", "a")


def transaction_applies_all_or_nothing(run, *commands):
    daemon = run.daemon(*SMALL)
    for number in range(BIG):
        daemon.ask("SET", f"big:{number}", b"v" * 900_000)
    with daemon.client(30) as client, run.watch(daemon):
        requests = [encode("MULTI"), encode("SET", "mark", "1"), *commands, encode("EXEC")]
        reply = client.pipeline(requests, keep=True)[-1]
    mark = daemon.ask("EXISTS", "mark")
    if isinstance(reply, Error):
        run.check(mark == 0, f"EXEC: {reply[:70]}, the rest {'applied' if mark else 'not applied'}")
        return
    failed = sum(isinstance(one, Error) for one in reply or [])
    run.check(failed == 0 and mark == 1, f"{failed} of {len(reply or [])} failed, the rest applied")


@case("15-copy-in-exec")
def copy_in_exec(run):
    commands = [encode("COPY", f"big:{n % BIG}", f"copy:{n}") for n in range(60)]
    transaction_applies_all_or_nothing(run, *commands)


@case("15-rename-in-exec")
def rename_in_exec(run):
    names = ("big:0", "moved")
    commands = [encode("RENAME", names[n % 2], names[1 - n % 2]) for n in range(60)]
    transaction_applies_all_or_nothing(run, *commands)


@case("15-append-in-exec")
def append_in_exec(run):
    commands = [encode("APPEND", f"big:{n % BIG}", b"a" * 10_000) for n in range(60)]
    transaction_applies_all_or_nothing(run, *commands)


def after(run, silencer, tail):
    """What comes back, as bytes, for something sent behind CLIENT REPLY."""
    daemon = run.capped()
    with Client(daemon.port) as client:
        client.send(encode("CLIENT", "REPLY", silencer) + tail)
        client.socket.settimeout(0.5)
        received = b""
        try:
            while chunk := client.socket.recv(4096):
                received += chunk
        except (TimeoutError, ConnectionError):
            pass
    return received


@case("15-protocol-error-while-off")
def protocol_error_while_off(run):
    received = after(run, "OFF", b"*1\r\n$x\r\n")
    run.check(received == b"", f"received {received[:60]!r}")


@case("15-protocol-error-while-skipped")
def protocol_error_while_skipped(run):
    received = after(run, "SKIP", b"*1\r\n$x\r\n")
    run.check(received == b"", f"received {received[:60]!r}")


@case("15-skip-in-multi")
def skip_in_multi(run):
    """SKIP inside a transaction must not swallow what EXEC itself answers."""
    daemon = run.capped()
    with Client(daemon.port) as client:
        client.send(
            encode("MULTI")
            + encode("CLIENT", "REPLY", "SKIP")
            + encode("SET", "a", "v")
            + encode("EXEC")
        )
        time.sleep(0.3)
        received = client.socket.recv(4096)
    lines = received.split(b"\r\n")
    run.check(len(lines) > 3 and lines[3][:1] in (b"*", b"-"), f"received {received[:80]!r}")
