"""Case 18: a database that SQLite finds in order and that is not."""

import signal
import sqlite3

from harness.client import Dropped, Error, Silence, encode
from harness.daemon import NotServing
from harness.run import case

# A segment that is complete, 16,384 rows, and one that is not.
COUNT = 20_000


def damaged(run, *statements):
    """A stopped daemon's directory of 20,000 entries on which the statements were run."""
    daemon = run.daemon("--maxmemory", "8mb", "--journal-size", "1mb")
    with daemon.client() as client:
        client.pipeline([encode("SET", f"k:{n}", f"v{n}", "EX", 3600) for n in range(COUNT)])
    daemon.end(signal.SIGTERM)
    with sqlite3.connect(daemon.directory / "tokens.db") as database:
        for statement in statements:
            database.execute(statement)
    database.close()
    return daemon


def starts(run, daemon):
    """Whether it serves. A refusal must say in a line what is wrong with which file."""
    try:
        daemon.start(patience_s=10)
        return True
    except NotServing as refusal:
        run.check(
            "tokens.db" in str(refusal) and not daemon.is_alive(), f"refused: {str(refusal)[-150:]}"
        )
        return False


def check_served(run, daemon, expected=COUNT):
    with daemon.client(3) as client:
        values = client.pipeline([encode("GET", f"k:{n}") for n in range(COUNT)], keep=True)
        right = sum(value == f"v{n}".encode() for n, value in enumerate(values))
        run.check(right >= expected, f"{right} of {expected} served")
        taken = sum(client.pipeline([encode("SETNX", f"k:{n}", "x") for n in range(right)]))
        run.check(taken == 0 or right < COUNT, f"{taken} live keys taken by SETNX")


def check_kept(run, daemon):
    """What is written after such a start survives a stop and a kill."""
    with daemon.client(3) as client:
        answers = client.pipeline([encode("SET", f"new:{n}", "v") for n in range(COUNT)])
    daemon.await_info("store_dirty_keys", lambda count: count == 0, patience_s=5)
    daemon.restart()
    with daemon.client(3) as client:
        kept = sum(client.pipeline([encode("EXISTS", f"new:{n}") for n in range(COUNT)]))
    run.check(kept >= answers.count("OK"), f"{kept} of {answers.count('OK')} new ones after a kill")


def prove(run, *statements):
    daemon = damaged(run, *statements)
    if starts(run, daemon):
        check_served(run, daemon)
        check_kept(run, daemon)


@case("18-index-blob")
def index_blob(run):
    prove(run, "UPDATE segment_indexes SET hashes = zeroblob(length(hashes))")


@case("18-index-deadlines")
def index_deadlines(run):
    prove(run, "UPDATE segment_indexes SET deadlines = zeroblob(length(deadlines))")


@case("18-index-missing")
def index_missing(run):
    prove(run, "DELETE FROM segment_indexes")


@case("18-row-count-behind")
def row_count_behind(run):
    prove(run, "UPDATE meta SET value = value + 500 WHERE name = 'next_row'")


@case("18-row-count-lowered")
def row_count_lowered(run):
    prove(run, "UPDATE segments SET row_count = row_count / 2, live_count = live_count / 2")


@case("18-dead-bits-past-the-end")
def dead_bits(run):
    prove(
        run,
        "UPDATE segments SET dead = CAST(zeroblob(2040) || x'ffffffffffffffff' AS BLOB),"
        " live_count = live_count - 64 WHERE row_count < 16384",
    )


@case("18-dead-bits-of-live-rows")
def dead_bits_of_live(run):
    prove(run, "UPDATE segments SET dead = CAST(x'ffffffffffffffff' || zeroblob(2040) AS BLOB)")


@case("18-state-missing")
def state_missing(run):
    prove(run, "DELETE FROM meta")


@case("18-next-row-missing")
def next_row_missing(run):
    prove(run, "DELETE FROM meta WHERE name = 'next_row'")


@case("18-next-row-huge")
def next_row_huge(run):
    prove(run, "UPDATE meta SET value = 1 << 62 WHERE name = 'next_row'")


@case("18-next-row-lowered")
def next_row_lowered(run):
    prove(run, "UPDATE meta SET value = 16384 WHERE name = 'next_row'")


def walk_over_a_gap(run, *words):
    """A live row is not there: the walk ends, and the log tells of it."""
    daemon = damaged(run, "DELETE FROM entries WHERE row % 16384 = 50")
    if not starts(run, daemon):
        return
    try:
        with daemon.client(3) as client:
            reply = client.call(*words)
            run.check(not isinstance(reply, Error), f"{words[0]}: {str(reply)[:40]}")
    except (Silence, Dropped) as error:
        run.check(False, f"{words[0]}: {error}")
    told = " warning " in daemon.log() or " error " in daemon.log()
    run.check(told, "told in the log" if told else "no log line")


@case("18-keys-over-a-gap")
def keys_over_a_gap(run):
    walk_over_a_gap(run, "KEYS", "*")


@case("18-scan-over-a-gap")
def scan_over_a_gap(run):
    walk_over_a_gap(run, "SCAN", "0", "COUNT", "1000")


@case("18-flushdb-over-a-gap")
def flushdb_over_a_gap(run):
    walk_over_a_gap(run, "FLUSHDB")


@case("18-exec-over-a-gap")
def exec_over_a_gap(run):
    daemon = damaged(run, "DELETE FROM entries WHERE row % 16384 = 50")
    if starts(run, daemon):
        with daemon.client(3) as client:
            reply = client.pipeline(
                [encode("MULTI"), encode("KEYS", "*"), encode("FLUSHDB"), encode("EXEC")]
            )[-1]
        run.check(reply is not None, f"EXEC: {str(reply)[:60]}")


@case("20-lost-rows-are-told")
def lost_rows(run):
    daemon = damaged(run, "DELETE FROM entries WHERE row % 16384 = 50")
    if starts(run, daemon):
        daemon.ask("MGET", *[f"k:{n}" for n in range(COUNT)])
        told = " warning " in daemon.log() or " error " in daemon.log()
        run.check(told, "told in the log" if told else "no log line")
