"""Case 15: fields and forms that clients and operators look for."""

import signal

from harness.client import Error
from harness.run import case

RATIOS = {
    "allocator-fragmentation.ratio",
    "allocator-fragmentation.bytes",
    "allocator-rss.ratio",
    "allocator-rss.bytes",
    "rss-overhead.ratio",
    "rss-overhead.bytes",
}


@case("15-memory-stats-ratios")
def memory_stats(run):
    reply = run.capped().ask("MEMORY", "STATS")
    missing = sorted(RATIOS - {name.decode() for name in reply[::2]})
    run.check(not missing, f"missing: {missing}")


@case("15-latency-graph")
def latency_graph(run):
    reply = run.capped().ask("LATENCY", "GRAPH", "x")
    run.check(reply == "ERR No samples available for event 'x'", f"{reply}")


@case("15-client-list-fields")
def client_list_fields(run):
    text = run.capped().ask("CLIENT", "LIST").decode()
    missing = [
        name for name in ("watch=", "tot-net-in=", "tot-net-out=", "tot-cmds=") if name not in text
    ]
    run.check(not missing, f"missing: {missing}")


@case("15-output-limit-forms")
def output_limit_forms(run):
    daemon = run.capped()
    forms = (
        "normal 0 0 0 pubsub 32mb 8mb 60",
        "normal 0 0 0 slave 256mb 64mb 60 pubsub 32mb 8mb 60",
        "pubsub 32mb 8mb 60",
    )
    refused = [
        str(reply)
        for form in forms
        if (reply := daemon.ask("CONFIG", "SET", "client-output-buffer-limit", form)) != "OK"
    ]
    run.check(not refused, f"{len(refused)} of {len(forms)} forms refused: {refused[:1]}")


@case("15-requirepass-zero-byte")
def requirepass_zero_byte(run):
    daemon = run.capped()
    said = daemon.ask("CONFIG", "SET", "requirepass", b"a\0b")
    with daemon.client() as client:
        logged_in = client.call("AUTH", b"a\0b")
    run.check(
        said == "OK" and logged_in == "OK",
        f"CONFIG SET: {str(said)[:80]}, AUTH: {str(logged_in)[:40]}",
    )


@case("15-config-rewrite-many-users")
def config_rewrite_many_users(run):
    """Either a user too many is refused when it is made, or the file takes and gives back all."""
    daemon = run.prepare()
    path = daemon.scratch / "tokencached.conf"
    path.write_text("maxmemory 16mb\n", encoding="ascii")
    daemon.settings = [str(path)]
    daemon.start()
    made = sum(
        daemon.ask("ACL", "SETUSER", f"u{n}", "on", ">p", "~a") == "OK" for n in range(1_200)
    )
    said = daemon.ask("CONFIG", "REWRITE")
    run.check(said == "OK", f"{made} users made, CONFIG REWRITE: {str(said)[:80]}")
    if not isinstance(said, Error):
        daemon.restart(signal.SIGTERM)
        kept = len(daemon.ask("ACL", "USERS")) - 1
        run.check(kept == made, f"{kept} of {made} users after a restart")
