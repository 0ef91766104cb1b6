"""Case 9: a journal that is damaged, short or another directory's is told and not skipped."""

import shutil
import signal

from harness.client import encode
from harness.daemon import NotServing
from harness.run import case

COUNT = 2_000
FLAGS = ("--maxmemory", "16mb", "--journal-size", "4mb", "--flush-interval", "60s")


def journaled(run, name="k"):
    """A killed daemon whose journal alone holds 2,000 acknowledged and synced writes."""
    daemon = run.daemon(*FLAGS)
    with daemon.client() as client:
        client.pipeline([encode("SET", f"{name}:{n:04}", "v" * 100) for n in range(COUNT)])
    appended = int(daemon.info()["journal_appended_bytes"])
    daemon.await_info("journal_synced_bytes", lambda synced: synced >= appended, patience_s=10)
    daemon.end()
    return daemon


def check_told(run, daemon, name="k"):
    """The start is refused by a line that names the journal, or serves everything."""
    seen = len(daemon.log())
    try:
        daemon.start(patience_s=10)
    except NotServing as refusal:
        run.check("journal" in str(refusal), f"refused: {str(refusal)[-160:]}")
        return
    with daemon.client() as client:
        there = sum(client.pipeline([encode("EXISTS", f"{name}:{n:04}") for n in range(COUNT)]))
    told = [
        line
        for line in daemon.log()[seen:].splitlines()
        if " warning " in line or " error " in line
    ]
    run.check(there == COUNT, f"serves {there} of {COUNT}, {'told' if told else 'without a word'}")


@case("9-flipped-bit")
def flipped_bit(run):
    daemon = journaled(run)
    with open(daemon.directory / "tokens.journal", "r+b") as journal:
        at = journal.read().index(b"k:1000")
        journal.seek(at)
        journal.write(b"j")  # 0x6b becomes 0x6a
    check_told(run, daemon)


@case("9-truncated")
def truncated(run):
    daemon = journaled(run)
    with open(daemon.directory / "tokens.journal", "r+b") as journal:
        journal.truncate(journal.read().index(b"k:1000"))
    check_told(run, daemon)


@case("9-journal-removed")
def journal_removed(run):
    daemon = journaled(run)
    (daemon.directory / "tokens.journal").unlink()
    check_told(run, daemon)


@case("9-journal-removed-after-a-clean-stop")
def journal_removed_after_stop(run):
    """Nothing was in it that the database does not have."""
    daemon = journaled(run)
    daemon.start()
    daemon.end(signal.SIGTERM)
    (daemon.directory / "tokens.journal").unlink()
    daemon.start(patience_s=10)
    with daemon.client() as client:
        there = sum(client.pipeline([encode("EXISTS", f"k:{n:04}") for n in range(COUNT)]))
    run.check(there == COUNT, f"serves {there} of {COUNT}")


@case("9-foreign-journal")
def foreign_journal(run):
    theirs, ours = journaled(run, "theirs"), journaled(run, "ours")
    shutil.copy(theirs.directory / "tokens.journal", ours.directory / "tokens.journal")
    try:
        ours.start(patience_s=10)
    except NotServing as refusal:
        run.check("journal" in str(refusal), f"refused: {str(refusal)[-160:]}")
        return
    with ours.client() as client:
        served = sum(client.pipeline([encode("EXISTS", f"theirs:{n:04}") for n in range(COUNT)]))
        kept = sum(client.pipeline([encode("EXISTS", f"ours:{n:04}") for n in range(COUNT)]))
    run.check(
        served == 0 and kept == COUNT, f"serves {served} of theirs and {kept} of {COUNT} of ours"
    )
