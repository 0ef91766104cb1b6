"""Servers of the suite's own, each on a free port with a directory of its own."""

import os
import shutil
import signal
import socket
import subprocess
import time

from . import process
from .wire import Wire

START_PATIENCE_S = 60
SETTLE_PATIENCE_S = 300
SETTLE_STEP_S = 0.02


def free_port():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


class Server:
    """A running server. `label` names it in the results; `protocol` is what the load tool speaks."""

    protocol = "resp"

    def __init__(self, label, program, directory, flags=()):
        self.label, self.program, self.directory, self.flags = label, program, directory, flags
        self.port = free_port()
        self.started_us = 0
        self._process = None
        os.makedirs(directory, exist_ok=True)

    @property
    def pid(self):
        return self._process.pid

    def arguments(self):
        base = ["--port", str(self.port), "--bind", "127.0.0.1", "--dir", self.directory]
        return [*base, *self.flags]

    def start(self):
        with open(os.path.join(self.directory, "log"), "ab") as log:
            self.started_us = time.time_ns() // 1000
            self._process = subprocess.Popen(
                [self.program, *self.arguments()], stdout=log, stderr=subprocess.STDOUT
            )

    def await_answer(self):
        """Waits until a PING is answered."""
        end = time.monotonic() + START_PATIENCE_S
        while time.monotonic() < end and self._process.poll() is None:
            try:
                return self.call("PING")
            except (OSError, RuntimeError):
                time.sleep(0.01)
        raise RuntimeError(f"{self.label} did not come up: {self.last_words()}")

    def last_words(self):
        with open(os.path.join(self.directory, "log"), encoding="utf-8", errors="replace") as log:
            return "".join(log.readlines()[-3:]).strip()

    def stop(self, number=signal.SIGTERM):
        if self._process is None:
            return
        self._process.send_signal(number)
        self._process.wait(timeout=120)
        self._process = None

    def discard(self):
        """Ends the server whatever it does and removes what it wrote."""
        self.stop(signal.SIGKILL)
        shutil.rmtree(self.directory, ignore_errors=True)

    def call(self, *words):
        wire = Wire(self.port)
        try:
            return wire.call(*words)
        finally:
            wire.close()

    def info(self, section):
        wire = Wire(self.port)
        try:
            return wire.info(section)
        finally:
            wire.close()

    def sample(self):
        return process.sample(self.pid)

    def is_settled(self):
        """Whether everything that was acknowledged has been handed to the disk for good."""
        raise NotImplementedError

    def settle(self):
        """Waits for that. Returns the seconds it took."""
        start = time.monotonic()
        while not self.is_settled():
            if time.monotonic() - start > SETTLE_PATIENCE_S:
                raise RuntimeError(f"{self.label} has still not written everything")
            time.sleep(SETTLE_STEP_S)
        return time.monotonic() - start

    def persist_everything(self):
        """Starts whatever the server does to write its whole keyspace out, beyond what it does by itself."""


class Tokencached(Server):
    def is_settled(self):
        state = self.info("persistence")
        return state["store_dirty_keys"] == state["store_unpersisted_bytes"] == "0"


class Redis(Server):
    """redis-server or one that was forked from it."""

    ZERO_WHEN_SETTLED = (
        "aof_rewrite_in_progress", "aof_rewrite_scheduled", "aof_buffer_length",
        "aof_pending_bio_fsync", "rdb_bgsave_in_progress", "loading",
    )

    def is_settled(self):
        state = self.info("persistence")
        return all(state.get(name, "0") == "0" for name in self.ZERO_WHEN_SETTLED)

    def persist_everything(self):
        self.call("BGREWRITEAOF")


class Memcached(Server):
    protocol = "memcached"

    def arguments(self):
        user = ["-u", "nobody"] if os.getuid() == 0 else []
        return ["-l", "127.0.0.1", "-p", str(self.port), *user, *self.flags]

    def await_answer(self):
        end = time.monotonic() + START_PATIENCE_S
        while time.monotonic() < end:
            try:
                socket.create_connection(("127.0.0.1", self.port)).close()
                return
            except OSError:
                time.sleep(0.01)
        raise RuntimeError("memcached did not come up")

    def is_settled(self):
        return True
