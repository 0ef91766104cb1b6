"""Runs every command of the table in every way and prints what each cost."""

import time

from harness.client import Dropped, Error, OutOfTime, Silence, encode
from harness.daemon import NotServing
from harness.run import Run
from sweep.request import ask
from sweep.words import requests
from sweep.world import DEFAULT, SMALLEST, World

PIPELINED = 1_000
QUEUED = 100
SENT_BYTES_MAX = 8_000_000
REPLY_BYTES_MAX = 100_000_000
# What is not answered by then is left unanswered: only silence is a fault.
MODE_S = 20


WORLDS = {
    "smallest-hot": (SMALLEST, False),
    "smallest-cold": (SMALLEST, True),
    "default-hot": (DEFAULT, False),
    "default-cold": (DEFAULT, True),
}


def sweep(options, control):
    failed = 0
    for name in options.worlds or (["smallest-cold"] if options.quick else WORLDS):
        run = Run(options.daemon, options.quick, control)
        failed += sweep_world(World(run, *WORLDS[name]), options)
    print(f"sweep: {failed} failed")
    return 1 if failed else 0


def sweep_world(world, options):
    print(
        f"\n{world.name}: {'command':30} {'peak MB':>8} {'PING ms':>8} {'idle ms':>8} {'s':>6}",
        flush=True,
    )
    rows, failed = [], 0
    try:
        for name in names(world):
            if options.only and not name.startswith(options.only):
                continue
            row = CommandRow(name, world)
            row.play()
            rows.append(row)
            failed += bool(row.faults)
    finally:
        for daemon in world.run.daemons:
            daemon.remove()
    if rows:
        peak, ping = max(rows, key=lambda row: row.peak_mb), max(rows, key=lambda row: row.ping_ms)
        print(
            f"worst: {peak.name} {peak.peak_mb:.0f} MB, {ping.name} {ping.ping_ms:.0f} ms",
            flush=True,
        )
    return failed


def names(world):
    """What the daemon says that it has, a command with subcommands as each of them."""
    found = []
    for entry in world.daemon.ask("COMMAND"):
        subcommands = [sub[0].decode() for sub in entry[9]]
        found += subcommands or [entry[0].decode()]
        if entry[0] == b"command":
            found.append("command")
    return sorted(found)


class CommandRow:
    """One command under one cap: the worst of all its arguments and modes."""

    def __init__(self, name, world):
        self.name, self.world = name, world
        self.peak_mb = self.ping_ms = self.idle_ms = 0.0
        self.faults = []

    def play(self):
        began = time.monotonic()
        for request in self.arguments():
            for mode in request.modes:
                self.play_mode(request, mode)
        verdict = "FAIL " + "; ".join(self.faults) if self.faults else "ok"
        seconds = time.monotonic() - began
        figures = f"{self.peak_mb:8.0f} {self.ping_ms:8.0f} {self.idle_ms:8.0f} {seconds:6.1f}"
        print(
            f"{'':{len(self.world.name) + 1}} {self.name:30} {figures}  {verdict[:400]}", flush=True
        )

    def arguments(self):
        given = requests(self.world).get(self.name)
        if given is None and self.name.endswith("|help"):
            given = [ask(*self.name.split("|"), reply_bytes=2_000)]
        if given is None:
            self.faults.append("no line in sweep/words.py says what its largest arguments are")
        return given or []

    def play_mode(self, request, mode):
        run, world = self.world.run, self.world
        is_broken = self.attempt(request, mode)
        if run.is_only_late():
            # Another program may have had the processor at the wrong moment, but hardly twice.
            is_broken = self.attempt(request, mode)
        self.faults += [f"{mode} {request.words[0]}: {fault}" for fault in run.faults]
        try:
            world.renew() if is_broken else world.renew_if_changed()
        except (Silence, Dropped, NotServing, OSError, ValueError) as error:
            self.faults.append(f"{mode}: afterwards {error}")
            world.renew()

    def attempt(self, request, mode):
        """Whether the daemon is of no more use after it. Faults go to the run."""
        run, world = self.world.run, self.world
        run.faults, run.figures = [], []
        watched = run.watch(world.daemon)
        is_silent = False
        try:
            with watched, world.daemon.client(5) as client:
                client.end_s = time.monotonic() + MODE_S
                send(client, request, mode)
        except OutOfTime:
            pass
        except (Silence, Dropped, OSError, ValueError, EOFError) as error:
            run.check(False, str(error) or type(error).__name__)
            is_silent = isinstance(error, Silence)
        self.take(watched)
        return is_silent or not watched.daemon.is_alive() or not self.journal_holds()

    def take(self, watched):
        if watched.ping_max_ms > self.ping_ms:
            self.ping_ms, self.idle_ms = watched.ping_max_ms, watched.control_max_ms
        self.peak_mb = max(self.peak_mb, watched.peak_mb)

    def journal_holds(self):
        """The journal within its size, and what was acknowledged can be written after it."""
        try:
            info = self.world.daemon.info()
            if not info:
                return False
            used, capacity = int(info["journal_used_bytes"]), int(info["journal_capacity_bytes"])
            self.world.run.check(used <= capacity, f"journal {used} of {capacity}")
            return used <= capacity
        except (Silence, Dropped, OSError):
            self.world.run.check(False, "no INFO after it")
            return False


def send(client, request, mode):
    """Sends it and checks that each request got as many answers as it has."""
    data = request.encoded()
    if mode == "alone":
        client.send(data)
        for _ in range(request.replies):
            # What does not fit is refused, and nothing follows.
            if isinstance(client.reply(keep=False), Error):
                break
        return
    room = min(SENT_BYTES_MAX // len(data), REPLY_BYTES_MAX // max(request.reply_bytes, 1))
    if mode == "pipelined":
        client.pipeline([data] * max(min(PIPELINED, room), 2))
        return
    count = max(min(QUEUED, room), 2)
    reply = client.pipeline([encode("MULTI"), *[data] * count, encode("EXEC")])[-1]
    if isinstance(reply, list) and len(reply) != count:
        raise ValueError(f"EXEC answered {len(reply)} of {count}")
    if isinstance(reply, Error) and not reply.startswith(("EXECABORT", "OOM", "ERR", "MISCONF")):
        raise ValueError(f"EXEC answered {reply}")
