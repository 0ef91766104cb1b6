"""Commands of operators, and transactions."""

from harness.lock_script import UNLOCK
from sweep.request import ask


def administration(world):
    words = world.names(30)
    table = {
        "info": ask("INFO", "everything", reply_bytes=20_000),
        "time": ask("TIME"),
        "lastsave": ask("LASTSAVE"),
        "role": ask("ROLE"),
        "config|get": [
            ask("CONFIG", "GET", "*", reply_bytes=5_000),
            ask("CONFIG", "GET", *words),
            ask("CONFIG", "GET", b"*a" * 15_000 + b"b"),
        ],
        "config|set": [
            ask("CONFIG", "SET", "requirepass", world.value),
            ask("CONFIG", "SET", *[w for n in words for w in (n, b"1")]),
            ask("CONFIG", "SET", "policy", b"policy a* max-ttl 10m;" * (world.query_bytes // 24)),
        ],
        "config|resetstat": ask("CONFIG", "RESETSTAT"),
        "config|rewrite": ask("CONFIG", "REWRITE"),
        "command": ask("COMMAND", reply_bytes=40_000),
        "command|count": ask("COMMAND", "COUNT"),
        "command|list": [
            ask("COMMAND", "LIST", reply_bytes=5_000),
            ask("COMMAND", "LIST", "FILTERBY", "PATTERN", b"*a" * 15_000 + b"b"),
        ],
        "command|info": ask(
            "COMMAND",
            "INFO",
            *[b"set"] * (world.query_bytes // 12),
            reply_bytes=200 * world.query_bytes // 12,
        ),
        "command|docs": [
            ask("COMMAND", "DOCS", reply_bytes=200_000),
            ask(
                "COMMAND",
                "DOCS",
                *[b"set"] * (world.query_bytes // 12),
                reply_bytes=3_000 * world.query_bytes // 12,
            ),
        ],
        "command|getkeys": ask(
            "COMMAND", "GETKEYS", "MGET", *world.fitting(world.keys), reply_bytes=world.query_bytes
        ),
        "command|getkeysandflags": ask(
            "COMMAND",
            "GETKEYSANDFLAGS",
            "MGET",
            *world.fitting(world.keys),
            reply_bytes=3 * world.query_bytes,
        ),
        "latency|latest": ask("LATENCY", "LATEST"),
        "latency|history": ask("LATENCY", "HISTORY", "command"),
        "latency|reset": ask("LATENCY", "RESET", *words),
        "latency|doctor": ask("LATENCY", "DOCTOR"),
        "latency|graph": ask("LATENCY", "GRAPH", "command"),
        "latency|histogram": [
            ask("LATENCY", "HISTOGRAM", reply_bytes=20_000),
            ask("LATENCY", "HISTOGRAM", *[b"set"] * (world.query_bytes // 12), reply_bytes=100_000),
        ],
        "slowlog|get": ask("SLOWLOG", "GET", -1, reply_bytes=50_000),
        "slowlog|len": ask("SLOWLOG", "LEN"),
        "slowlog|reset": ask("SLOWLOG", "RESET"),
        "shutdown": ask("SHUTDOWN", "ABORT"),
        "replicaof": ask("REPLICAOF", "NO", "ONE"),
        "slaveof": ask("SLAVEOF", "NO", "ONE"),
        "save": ask("SAVE", modes=("alone",)),
        "bgsave": ask("BGSAVE"),
    }
    for name in ("info", "nodes", "slots", "shards", "links", "myid"):
        table[f"cluster|{name}"] = ask("CLUSTER", name, reply_bytes=1_000)
    table["cluster|keyslot"] = ask("CLUSTER", "KEYSLOT", world.value)
    table["cluster|countkeysinslot"] = ask("CLUSTER", "COUNTKEYSINSLOT", 1)
    table["cluster|getkeysinslot"] = ask("CLUSTER", "GETKEYSINSLOT", 1, 1_000_000)
    return table


def transactions(world):
    keys = world.fitting(world.keys)
    eval_words = (UNLOCK, 1, world.long_key, world.value)
    unknown = "0" * 40
    return {
        "multi": ask("MULTI", modes=("alone", "pipelined")),
        "discard": ask("DISCARD", modes=("alone", "pipelined")),
        "exec": ask("EXEC", modes=("alone", "pipelined")),
        "watch": [
            ask("WATCH", *keys, modes=("alone", "pipelined")),
            ask("WATCH", *world.names(65_000), modes=("alone", "pipelined")),
        ],
        "unwatch": ask("UNWATCH"),
        "eval": [ask("EVAL", *eval_words), ask("EVAL", "return 1" + " " * len(world.value), 0)],
        "eval_ro": ask("EVAL_RO", *eval_words),
        "evalsha": ask("EVALSHA", unknown, len(keys), *keys),
        "evalsha_ro": ask("EVALSHA_RO", unknown, len(keys), *keys),
        "script|load": ask("SCRIPT", "LOAD", world.value),
        "script|exists": ask(
            "SCRIPT",
            "EXISTS",
            *[unknown] * (world.query_bytes // 50),
            reply_bytes=world.query_bytes // 10,
        ),
        "script|flush": ask("SCRIPT", "FLUSH"),
    }
