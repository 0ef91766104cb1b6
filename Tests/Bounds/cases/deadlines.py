"""Case 8: a deadline that was asked for and acknowledged survives a kill exactly."""

from harness.client import encode
from harness.run import case

KEYS = 50


def exact_deadline(run, *words, early_ms=0):
    """Saves with one deadline, waits until that is on disk, moves it and kills. After that the
    deadline may be up to `early_ms` early and never late."""
    wrong, rounds = 0, run.size(5, 1)
    for _ in range(rounds):
        daemon = run.daemon("--maxmemory", "8mb", "--journal-size", "1mb")
        with daemon.client() as client:
            client.pipeline([encode("SET", f"k{n}", "v", "EX", 3600) for n in range(KEYS)])
            daemon.await_flushed()
            move = [encode(words[0], f"k{n}", *words[1:]) for n in range(KEYS)]
            client.pipeline(move)
            said = client.pipeline([encode("PEXPIRETIME", f"k{n}") for n in range(KEYS)])
        daemon.restart()
        with daemon.client() as client:
            kept = client.pipeline([encode("PEXPIRETIME", f"k{n}") for n in range(KEYS)])
        wrong += sum(not 0 <= one - other <= early_ms for one, other in zip(said, kept))
        daemon.end()
    run.check(
        wrong == 0, f"{' '.join(words)}: {wrong} of {KEYS * rounds} deadlines are the old ones"
    )


@case("8-expire-later")
def expire_later(run):
    exact_deadline(run, "EXPIRE", "3640")


@case("8-pexpire-earlier")
def pexpire_earlier(run):
    exact_deadline(run, "PEXPIRE", "3580000")


@case("8-getex")
def getex(run):
    exact_deadline(run, "GETEX", "EX", "3640")


@case("8-save-again-later")
def save_again_later(run):
    """The same value again, so a step of a twentieth is allowed (D7)."""
    exact_deadline(run, "SET", "v", "EX", "3900", early_ms=195_000)


@case("8-save-another-value")
def save_another_value(run):
    exact_deadline(run, "SET", "w", "EX", "3640")


@case("8-persist")
def persist(run):
    """The deadline that was taken away does not come back: the window is far longer."""
    exact_deadline(run, "PERSIST")
