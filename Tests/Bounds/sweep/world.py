"""The data that the swept commands meet, and the sizes that are the largest here."""

from dataclasses import dataclass

from harness.client import encode
from harness.load import fill_cold

KEY_BYTES_MAX = 65_536


@dataclass(frozen=True)
class Caps:
    name: str
    flags: tuple
    value_bytes: int
    query_bytes: int
    hot_keys: int
    cold_keys: int
    cold_values: int


SMALLEST = Caps(
    "smallest", ("--maxmemory", "8mb", "--journal-size", "1mb"), 900_000, 500_000, 2_000, 20_000, 30
)
DEFAULT = Caps("default", (), 1 << 20, 4_000_000, 100_000, 300_000, 300)
# A daemon that takes more has broken every bound; the machine is to live on.
ADDRESS_SPACE = "--as=12000000000"
# A daemon that has grown by more is replaced before the next command.
RESIDENT_MB_MORE = 20


class World:
    """A daemon with entries that are all in memory, or mostly on disk."""

    def __init__(self, run, caps, is_cold):
        self.run, self.caps, self.is_cold = run, caps, is_cold
        self.name = f"{caps.name} caps, {'cold' if is_cold else 'hot'}"
        self.value, self.query_bytes = b"v" * caps.value_bytes, caps.query_bytes
        self.long_key = b"long:" + b"k" * (KEY_BYTES_MAX - 5)
        self.renew()

    def renew(self):
        """A daemon that died, stalled or lost its data says nothing about the next command."""
        for daemon in self.run.daemons:
            daemon.remove()
        self.run.daemons.clear()
        self.daemon = self.run.daemon(*self.caps.flags, prefix=("prlimit", ADDRESS_SPACE))
        values = self.caps.cold_values if self.is_cold else 3
        count, size = (self.caps.cold_keys, 900) if self.is_cold else (self.caps.hot_keys, 10)
        self.big = fill_cold(self.daemon, values, self.caps.value_bytes, name="big")
        self.keys = fill_cold(self.daemon, count, size)
        with self.daemon.client() as client:
            client.pipeline(
                [
                    encode("SET", self.long_key, b"v" * 1_000),
                    encode("SET", "number", "1"),
                    encode("SET", "lcs:a", b"ab" * 512),
                    encode("SET", "lcs:b", b"ba" * 512),
                    encode("ACL", "SETUSER", "sweep", "on", ">p", "~*", "&*", "+@all"),
                ]
            )
        self.daemon.await_flushed()
        self.size = self.daemon.ask("DBSIZE")
        self.resident_mb = self.daemon.resident_mb()[0]

    def renew_if_changed(self):
        """Deletes and saves leave another world behind, and what stays resident is not the fault of
        the commands that come after."""
        size, (resident_mb, _) = self.daemon.ask("DBSIZE"), self.daemon.resident_mb()
        if resident_mb > self.resident_mb + RESIDENT_MB_MORE:
            self.renew()
        elif not isinstance(size, int) or not 0.8 * self.size <= size <= 1.5 * self.size:
            self.renew()

    def fitting(self, words):
        """As many of these words as fit into a query."""
        count, size = 0, 0
        while count < len(words) and size < self.query_bytes:
            size += len(words[count]) + 8
            count += 1
        return words[:count]

    def names(self, length, prefix=b"n"):
        """As many names of this length as fit into a query."""
        count = max(self.query_bytes // (length + 12), 1)
        return [prefix + b"%07d" % number + b"." * max(length - 8, 0) for number in range(count)]
