"""One daemon in a directory of its own, ended by its process id whatever happens."""

import os
import pathlib
import re
import shutil
import signal
import socket
import subprocess
import tempfile
import time

from bench.process import fields
from harness.client import Client, Dropped, Error, Silence

START_S = 30
UNITS = {"": 1, "kb": 1 << 10, "mb": 1 << 20, "gb": 1 << 30}


def free_port():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


class NotServing(Exception):
    """The daemon ended, or did not answer, at its start."""


class Daemon:
    """`prefix` are words before the program, such as `prlimit --nofile=200`."""

    def __init__(self, program, flags=(), prefix=(), directory=None, bind=("--bind", "127.0.0.1")):
        self.program, self.flags, self.prefix, self.bind = program, list(flags), list(prefix), bind
        self.port = free_port()
        self.scratch = pathlib.Path(tempfile.mkdtemp(prefix="bounds."))
        self.directory = pathlib.Path(directory or self.scratch / "data")
        self.directory.mkdir(exist_ok=True)
        self.process = None
        # The path of a configuration file, which comes before all flags.
        self.settings = []
        self.password = None
        self.patience_max_s = 60

    @property
    def pid(self):
        return self.process.pid

    @property
    def maxmemory_mb(self):
        text = (
            self.flags[self.flags.index("--maxmemory") + 1]
            if "--maxmemory" in self.flags
            else "256mb"
        )
        number, unit = re.fullmatch(r"(\d+)([kmg]b)?", text).groups()
        return int(number) * UNITS[unit or ""] / (1 << 20)

    def launch(self, **options):
        """Starts it without waiting."""
        words = [*self.prefix, self.program, *self.settings, "--port", str(self.port), *self.bind]
        words += ["--dir", str(self.directory), *self.flags]
        with open(self.scratch / "log", "ab") as log:
            options = {"stdout": log, "stderr": log, "stdin": subprocess.DEVNULL, **options}
            self.process = subprocess.Popen(words, **options)

    def start(self, patience_s=START_S, **options):
        self.launch(**options)
        end = time.monotonic() + patience_s
        while time.monotonic() < end:
            if self.process.poll() is not None:
                raise NotServing(f"exit {self.process.returncode}: {self.last_line()}")
            if self.answers():
                return self
            time.sleep(0.02)
        raise NotServing(f"no answer {patience_s} s after the start")

    def answers(self):
        try:
            with Client(self.port, patience_s=2) as client:
                reply = client.call("PING")
                return reply == "PONG" or str(reply).startswith("NOAUTH")
        except (OSError, Dropped, Silence):
            return False

    def is_alive(self):
        return self.process is not None and self.process.poll() is None

    def client(self, patience_s=20.0):
        client = Client(self.port, min(patience_s, self.patience_max_s))
        if self.password:
            client.call("AUTH", self.password)
        return client

    def ask(self, *words):
        with self.client() as client:
            return client.call(*words)

    def info(self):
        text = self.ask("INFO")
        if isinstance(text, Error):
            return {}
        lines = text.decode("utf-8", "replace").splitlines()
        return dict(line.split(":", 1) for line in lines if ":" in line)

    def await_info(self, name, wanted, patience_s=60):
        """Waits until a number of INFO is as wanted; says whether it came to that."""
        end = time.monotonic() + patience_s
        while time.monotonic() < end:
            if wanted(int(self.info().get(name, 0))):
                return True
            time.sleep(0.1)
        return False

    def await_flushed(self):
        return self.await_info("store_dirty_keys", lambda count: count == 0)

    def log(self):
        return (self.scratch / "log").read_text(encoding="utf-8", errors="replace")

    def last_line(self):
        lines = self.log().splitlines()
        return lines[-1] if lines else "nothing in the log"

    def resident_mb(self):
        """What is resident now, and the most since the peak was last forgotten."""
        status = fields(f"/proc/{self.pid}/status")
        return status.get("VmRSS", 0) / 1024, status.get("VmHWM", 0) / 1024

    def forget_peak(self):
        """5 resets VmHWM, see proc_pid_clear_refs(5)."""
        pathlib.Path(f"/proc/{self.pid}/clear_refs").write_text("5", encoding="ascii")

    def end(self, number=signal.SIGKILL, patience_s=30):
        """Ends it and waits; one that does not stop in time is killed. True if it stopped."""
        if not self.is_alive():
            return True
        self.process.send_signal(number)
        try:
            self.process.wait(patience_s)
            return True
        except subprocess.TimeoutExpired:
            self.process.kill()
            self.process.wait()
            return False

    def restart(self, number=signal.SIGKILL):
        self.end(number)
        return self.start()

    def remove(self):
        self.end()
        shutil.rmtree(self.scratch, ignore_errors=True)


def is_root():
    return os.geteuid() == 0
