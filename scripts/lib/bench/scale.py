"""How much is measured: the full suite and the short version for a look on the way."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Scale:
    name: str
    rounds: int
    # Requests of one measurement; where each takes less, more of them, so that all last as long.
    plain_requests: int
    pipelined_requests: int
    single_requests: int
    synced_requests: int
    session_requests: int
    # Keyspaces.
    bulk_keys: int
    million_keys: int
    cold_keys: int
    uniform_keys: int
    # Memory of our own server in the rows about cold keys: a fraction of what their keys take.
    cold_memory_mb: int
    zipf_memory_mb: int
    # Seconds of one measurement.
    open_loop_s: float
    zipf_s: float
    idle_s: float


FULL = Scale(
    name="full",
    rounds=5,
    plain_requests=200_000,
    pipelined_requests=1_000_000,
    single_requests=60_000,
    synced_requests=20_000,
    session_requests=200_000,
    bulk_keys=3_000_000,
    million_keys=1_000_000,
    cold_keys=1_000_000,
    uniform_keys=10_000_000,
    cold_memory_mb=64,
    zipf_memory_mb=50,
    open_loop_s=15,
    zipf_s=4,
    idle_s=4,
)
QUICK = Scale(
    name="quick",
    rounds=2,
    plain_requests=30_000,
    pipelined_requests=250_000,
    single_requests=8_000,
    synced_requests=4_000,
    session_requests=30_000,
    bulk_keys=300_000,
    million_keys=200_000,
    cold_keys=300_000,
    uniform_keys=1_000_000,
    cold_memory_mb=32,
    zipf_memory_mb=32,
    open_loop_s=2,
    zipf_s=1,
    idle_s=1,
)
