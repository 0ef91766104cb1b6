"""Case 3: clients that have not authenticated press on memory."""

import random

from harness.client import Client, Dropped, Silence
from harness.run import case


def strangers(daemon, count, held):
    """Connections that each hold a request that never ends, unless they are refused."""
    clients = []
    for _ in range(count):
        try:
            clients.append(Client(daemon.port))
            clients[-1].send(held)
        except (OSError, Dropped, Silence):
            pass
    return clients


def served(daemon, tries):
    """How often a new client logs in and reads its value."""
    good = 0
    for _ in range(tries):
        try:
            good += daemon.ask("GET", "session") == b"v" * 300_000
        except (Dropped, Silence, OSError):
            pass
    return good


@case("3-strangers-hold-requests")
def strangers_hold_requests(run):
    daemon = run.daemon(
        "--requirepass", "secret", *(("--maxmemory", "32mb") if run.is_quick else ())
    )
    daemon.password = "secret"
    daemon.ask("SET", "session", b"v" * 300_000)
    argument = b"$16384\r\n" + random.Random(1).randbytes(16384) + b"\r\n"
    # Logged in before they come, and must stay.
    with daemon.client() as early, run.watch(daemon):
        held = strangers(
            daemon, run.size(460, 80), b"*10\r\n" + argument * 9 + b"$16384\r\n" + b"x" * 12_000
        )
        good = served(daemon, 20)
        run.check(good == 20, f"{good} of 20 log-ins served beside {len(held)} strangers")
        run.check(early.call("PING") == "PONG", "the earlier client is served")
        info = daemon.info()
        buffers = int(info.get("client_buffer_bytes", 0)) / len(held) if held else 0
        run.check(buffers <= 20_000, f"{buffers / 1024:.0f} KB held for each of 16")
    for client in held:
        client.close()
