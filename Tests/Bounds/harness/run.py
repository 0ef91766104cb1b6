"""One case: its daemons, its sizes, and the checks that make it pass or fail."""

import time

from harness.daemon import Daemon
from harness.watch import Watch

SLACK_MB = 64
PING_MAX_MS = 50
PING_P99_MS = 5
ANSWER_S = 2.0
CASES = []


class Skipped(Exception):
    """This machine cannot show the case; the reason says what is missing."""


def case(name):
    """Puts a function into the list of cases, in the order of the files."""

    def add(body):
        CASES.append((name, body))
        return body

    return add


class Run:
    def __init__(self, program, is_quick, control):
        self.program, self.is_quick, self.control = program, is_quick, control
        # How long the last load that was watched took.
        self.last_seconds = 0.0
        self.daemons, self.figures, self.faults = [], [], []

    def size(self, full, quick):
        return quick if self.is_quick else full

    def prepare(self, *flags, **options):
        """A daemon that is not started."""
        daemon = Daemon(self.program, flags, **options)
        # No longer than it takes to see that the bound is broken.
        daemon.patience_max_s = self.size(20, 2 * ANSWER_S)
        self.daemons.append(daemon)
        return daemon

    def daemon(self, *flags, **options):
        return self.prepare(*flags, **options).start()

    def capped(self, *flags):
        """The default caps in a full run, the smallest in a quick one."""
        small = ("--maxmemory", "8mb", "--journal-size", "1mb")
        return self.daemon(*(small if self.is_quick else ()), *flags)

    def check(self, is_right, figure):
        self.figures.append(figure)
        if not is_right:
            self.faults.append(figure)

    def watch(self, daemon, pings=True, saves=True):
        """`with run.watch(daemon):` around a load checks its memory and what others felt of it."""
        return CheckedWatch(self, daemon, pings, saves)

    def silence(self, client):
        seconds = client.longest_silence_s
        self.check(seconds <= ANSWER_S, f"longest silence {seconds:.1f} s of {ANSWER_S:.0f}")

    def play(self, body):
        """Runs the case and ends its daemons. True if it passed, None if it was skipped."""
        try:
            body(self)
        except Skipped as reason:
            self.figures = [str(reason)]
            return None
        except Exception as error:  # A reply of another kind than expected is a fault as well.
            self.check(False, f"{type(error).__name__}: {error}")
        finally:
            for daemon in self.daemons:
                if daemon.process and not daemon.is_alive() and daemon.process.returncode == -4:
                    self.check(False, "the process died of a trap")
                daemon.remove()
        return not self.faults

    def is_only_late(self):
        """Whether nothing but the waits of polite clients was too long."""
        return bool(self.faults) and all(fault.startswith("PING") for fault in self.faults)


class CheckedWatch(Watch):
    def __init__(self, run, daemon, pings, saves):
        super().__init__(daemon, run.control)
        self.run, self.pings_count, self.saves_count = run, pings, saves

    def __enter__(self):
        self.began_s = time.monotonic()
        return super().__enter__()

    def __exit__(self, kind, error, trace):
        super().__exit__(kind, error, trace)
        run, bound = self.run, self.daemon.maxmemory_mb + SLACK_MB
        run.check(self.peak_mb <= bound, f"peak resident {self.peak_mb:.0f} MB of {bound:.0f}")
        if self.pings_count:
            self.check_pings()
        if self.saves_count:
            refused = (
                f"{len(self.save_errors)} refused: {self.save_errors[0]}"
                if self.save_errors
                else "all OK"
            )
            run.check(
                not self.save_errors and self.save_max_ms <= ANSWER_S * 1000,
                f"other's SET longest {self.save_max_ms:.0f} ms of {ANSWER_S:.0f} s, {refused}",
            )
        run.check(
            self.daemon.is_alive() and not self.was_dropped,
            "alive" if self.daemon.is_alive() else "DIED",
        )
        run.last_seconds = time.monotonic() - self.began_s

    def check_pings(self):
        """What an idle daemon's client waited at the same time is not this daemon's doing."""
        figure = f"PING p99 {self.ping_p99_ms:.1f} ms, "
        figure += f"longest {self.ping_max_ms:.0f} ms of {PING_MAX_MS}"
        control = f"(idle daemon's {self.control_p99_ms:.1f}, {self.control_max_ms:.0f})"
        is_right = self.ping_max_ms - self.control_max_ms <= PING_MAX_MS
        # A percentile of a few pings is only their longest.
        if not self.run.is_quick and self.pings >= 500:
            # On a machine that is busy with other things both are late, by about as much.
            bound = max(self.control_p99_ms + PING_P99_MS, 2 * self.control_p99_ms)
            is_right = is_right and self.ping_p99_ms <= bound
        self.run.check(is_right, f"{figure} {control}")
