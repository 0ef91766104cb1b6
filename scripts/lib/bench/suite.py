"""Runs families of rows in alternating rounds with servers of its own."""

import contextlib
import os
import shutil
import sys
import tempfile
import time

from . import loads
from .process import MemoryWatch
from .results import Results
from .rows import MEMCACHED, OURS, REDIS, VALKEY
from .servers import Memcached, Redis, Tokencached

KINDS = {OURS: Tokencached, REDIS: Redis, VALKEY: Redis, MEMCACHED: Memcached}
# Both write behind once a second: after two nothing of a load is left that a timer would write.
WRITE_BEHIND_S = 2.5


class Suite:
    def __init__(self, daemon, scale, peers):
        self.scale = scale
        self.results = Results()
        self.programs = {OURS: daemon}
        for name in peers:
            if found := shutil.which(name):
                self.programs[name] = found
        self.redis_like = tuple(name for name in (REDIS, VALKEY) if name in self.programs)
        self._scratch = tempfile.mkdtemp(prefix="bench.")
        self._servers = []
        self._directories = 0

    def close(self):
        """Ends every server that is still there."""
        for server in self._servers:
            server.discard()
        shutil.rmtree(self._scratch, ignore_errors=True)

    def has(self, name):
        return name in self.programs

    def start(self, name, flags, label=None):
        """A new server of this name, answering. Valkey takes the flags of Redis."""
        self._directories += 1
        directory = os.path.join(self._scratch, f"{self._directories}-{name}")
        chosen = flags[name] if name in flags else flags[REDIS]
        server = KINDS[name](label or name, self.programs[name], directory, chosen)
        self._servers.append(server)
        server.start()
        server.await_answer()
        return server

    @contextlib.contextmanager
    def temporary(self, name, flags):
        server = self.start(name, flags)
        try:
            yield server
        finally:
            server.discard()

    @staticmethod
    def watch(server):
        return MemoryWatch(server.pid)

    @staticmethod
    def load(server, workload, **options):
        return loads.token_load(server, workload, **options)

    @staticmethod
    def rest_until_written(server):
        time.sleep(WRITE_BEHIND_S)
        server.settle()

    def run(self, family, rows):
        contenders = family.contenders(self)
        prepared = {}
        try:
            for contender in contenders:
                say(f"{rows[0].name}: preparing {contender}")
                prepared[contender] = family.prepare(self, contender)
            for number in range(self.scale.rounds):
                for contender in contenders:
                    self.run_round(family, contender, prepared[contender], rows, number)
        finally:
            for each in prepared.values():
                family.finish(self, each)

    def run_round(self, family, contender, prepared, rows, number):
        names = ", ".join(row.name for row in rows)
        say(f"{names}: round {number + 1} of {self.scale.rounds}, {contender}")
        for row, figures in family.round(self, contender, prepared, rows):
            self.results.add(row.name, contender, figures)


def say(text):
    print(f"bench: {text}", file=sys.stderr, flush=True)
