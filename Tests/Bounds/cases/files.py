"""Cases 11, 12 and 15: files that others hold, remove or replace."""

import os
import shutil
import signal
import sqlite3
import time

from harness.client import Dropped, Error, Silence, encode
from harness.daemon import NotServing
from harness.run import ANSWER_S, case

# Saves, of which so many come before the files go.
LATE, EARLY = 4_000, 300


@case("11-sqlite-reader-holds-the-log")
def sqlite_reader(run):
    daemon = run.daemon("--maxmemory", "16mb", "--journal-size", "2mb", "--maxdisk", "72mb")
    daemon.ask("SET", "a", "v")
    daemon.await_flushed()
    reader = sqlite3.connect(
        f"file:{daemon.directory}/tokens.db?mode=ro", uri=True, isolation_level=None
    )
    reader.execute("BEGIN")
    reader.execute("SELECT count(*) FROM entries").fetchall()
    slowest_s, refused = 0.0, None
    with daemon.client(run.size(20, 5)) as client, run.watch(daemon, saves=False):
        for number in range(run.size(3_000, 1_200)):
            began = time.monotonic()
            try:
                reply = client.call("SET", f"k:{number % 400}", b"v" * 100_000)
            except Silence:
                slowest_s = time.monotonic() - began
                break
            slowest_s = max(slowest_s, time.monotonic() - began)
            if isinstance(reply, Error):
                refused = reply
                break
    run.check(
        slowest_s <= ANSWER_S,
        f"slowest SET {slowest_s:.1f} s of {ANSWER_S:.0f}, refused: {refused}",
    )
    warned = " warning " in daemon.log() or " error " in daemon.log()
    run.check(
        warned or (refused is None and slowest_s <= ANSWER_S),
        "told in the log" if warned else "no log line",
    )
    reader.close()
    run.check(becomes_writable(daemon), "goes on by itself when the reader has gone")


def becomes_writable(daemon, patience_s=15):
    end = time.monotonic() + patience_s
    while time.monotonic() < end:
        try:
            with daemon.client(2) as client:
                if client.call("SET", "after", "v") == "OK":
                    return True
        except (Silence, Dropped):
            pass
        time.sleep(0.2)
    return False


@case("12-database-removed")
def database_removed(run):
    """What was acknowledged before is in the journal, and nothing is acknowledged afterwards. The
    next start says what is missing and leaves the journal alone, so that with the database put back
    everything is there."""
    flags = ("--maxmemory", "8mb", "--journal-size", "1mb", "--flush-interval", "60s")
    daemon = run.daemon(*flags)
    kept = daemon.scratch / "kept"
    kept.mkdir()
    for path in daemon.directory.glob("tokens.db*"):
        shutil.copy(path, kept)
    requests = [encode("SET", f"k:{n}", b"v" * 1_000) for n in range(LATE)]
    with daemon.client() as client:
        early = client.pipeline(requests[:EARLY], keep=True).count("OK")
        for path in daemon.directory.glob("tokens.db*"):
            path.unlink()
        replies = client.pipeline(requests[EARLY:], keep=True)
    late = replies.count("OK")
    run.check(
        all(r == "OK" or "MISCONF" in r for r in replies),
        f"{late} of {len(replies)} acknowledged afterwards: {replies[-1]}",
    )
    daemon.end(signal.SIGTERM)
    try:
        daemon.start(patience_s=10)
        run.check(False, "it serves without its database")
        daemon.end()
    except NotServing as refusal:
        run.check("tokens.db" in str(refusal), f"refused: {str(refusal)[-220:]}")
    for path in kept.iterdir():
        shutil.copy(path, daemon.directory)
    daemon.start()
    there = daemon.ask("EXISTS", *[f"k:{n}" for n in range(LATE)])
    run.check(
        there >= early + late, f"{there} of {early + late} there once the database is put back"
    )


def second_daemon(run, daemon):
    """Whether another daemon serves the same directory."""
    other = run.prepare(directory=daemon.directory)
    try:
        other.start(patience_s=5)
        return True
    except NotServing:
        return False


@case("12-lock-removed")
def lock_removed(run):
    daemon = run.capped()
    (daemon.directory / "tokencached.lock").unlink(missing_ok=True)
    serves = second_daemon(run, daemon)
    run.check(not serves, "a second daemon serves" if serves else "a second daemon is refused")


@case("12-lock-replaced-by-a-copy")
def lock_replaced(run):
    daemon = run.capped()
    daemon.ask("SET", "a", "v")
    said = daemon.ask("CONFIG", "SET", "backup-file", "tokencached.lock")
    saved = daemon.ask("SAVE")
    serves = second_daemon(run, daemon)
    run.check(
        not serves,
        f"CONFIG SET: {str(said)[:60]}, SAVE: {str(saved)[:40]}, "
        f"a second daemon {'serves' if serves else 'is refused'}",
    )


@case("12-copy-over-a-file-of-ours")
def copy_over(run):
    daemon = run.capped()
    names = (
        "tokens.db",
        "tokens.db-wal",
        "tokens.db-shm",
        "tokens.journal",
        "tokencached.lock",
        "../out",
    )
    taken = [name for name in names if daemon.ask("CONFIG", "SET", "backup-file", name) == "OK"]
    run.check(not taken, f"backup-file taken: {taken}")


def refused_database(run, make):
    """A tokens.db that is no file must be refused at once and by name."""
    daemon = run.prepare()
    make(daemon.directory / "tokens.db")
    try:
        daemon.start(patience_s=5)
        run.check(False, "it serves")
    except NotServing as refusal:
        ended = not daemon.is_alive()
        run.check(
            ended and "tokens.db" in str(refusal),
            f"{'refused' if ended else 'hangs'}: {str(refusal)[-120:]}",
        )


@case("15-database-is-a-fifo")
def database_is_a_fifo(run):
    refused_database(run, os.mkfifo)


@case("15-database-is-a-directory")
def database_is_a_directory(run):
    refused_database(run, os.mkdir)


@case("15-journal-is-a-fifo")
def journal_is_a_fifo(run):
    daemon = run.prepare()
    os.mkfifo(daemon.directory / "tokens.journal")
    try:
        daemon.start(patience_s=5)
        run.check(False, "it serves")
    except NotServing as refusal:
        run.check(
            not daemon.is_alive() and "tokens.journal" in str(refusal), f"{str(refusal)[-120:]}"
        )
