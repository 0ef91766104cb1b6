"""Cases 10 and 15: a file system without space."""

import contextlib
import pathlib
import subprocess

from harness.client import Error, encode
from harness.daemon import NotServing, is_root
from harness.load import batches
from harness.run import Skipped, case

# At once: few enough that nobody is dropped for the replies that wait.
GETS = 500


@contextlib.contextmanager
def small_disk(run, size):
    """A file system of its own in memory, which only root may mount."""
    if not is_root():
        raise Skipped("mounting a tmpfs needs root")
    daemon = run.prepare()
    mounted = subprocess.run(
        ["mount", "-t", "tmpfs", "-o", f"size={size}", "tmpfs", daemon.directory],
        capture_output=True,
        check=False,
    )
    if mounted.returncode:
        raise Skipped("no tmpfs can be mounted here")
    try:
        yield daemon
    finally:
        daemon.end()
        subprocess.run(["umount", "-l", daemon.directory], check=True)


def take_what_is_left(directory):
    with contextlib.suppress(OSError), open(directory / "filler", "wb", buffering=0) as filler:
        while True:
            filler.write(b"x" * 4096)


@case("10-reads-on-a-full-disk")
def reads_on_a_full_disk(run):
    with small_disk(run, run.size("180m", "60m")) as daemon:
        memory, value = run.size("64mb", "16mb"), b"v" * 2_000
        daemon.flags = ["--maxmemory", memory]
        daemon.start()
        keys = [f"k:{n}" for n in range(run.size(40_000, 12_000))]
        with daemon.client(20) as client:
            for batch in batches([encode("SET", key, value) for key in keys]):
                client.pipeline(batch)
            daemon.await_flushed()
            take_what_is_left(daemon.directory)
            # What is written now finds no space.
            replies = client.pipeline(
                [encode("SET", f"more:{n}", value) for n in range(20_000)], keep=True
            )
            with run.watch(daemon, saves=False):
                answers = []
                for start in range(0, len(keys), GETS):
                    answers += client.pipeline(
                        [encode("GET", key) for key in keys[start : start + GETS]]
                    )
        refused = sum(isinstance(answer, Error) for answer in answers)
        missing = answers.count(None)
        written = sum(isinstance(reply, Error) for reply in replies)
        run.check(
            refused == 0 and missing == 0, f"{refused} GETs of {len(keys)} refused, {missing} nil"
        )
        run.check(written > 0, f"{written} of {len(replies)} SETs refused on the full disk")


@case("15-start-without-space")
def start_without_space(run):
    with small_disk(run, "400k") as daemon:
        try:
            daemon.start(patience_s=10)
            run.check(False, "it serves")
        except NotServing as refusal:
            text = str(refusal)
            names = str(pathlib.Path(daemon.directory)) in text
            run.check(
                names and ("space" in text.lower() or "full" in text.lower()),
                f"refused: {text[-200:]}",
            )
