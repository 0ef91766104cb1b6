"""Commands about lifetimes and keys."""

from sweep.request import ask


def lifetimes(world):
    key, big = world.long_key, world.big[-1]
    table = {
        name: [ask(name, key), ask(name, big)]
        for name in ("ttl", "pttl", "expiretime", "pexpiretime", "persist")
    }
    for name, time in (
        ("expire", 9_999),
        ("pexpire", 9_999_999),
        ("expireat", 1_900_000_000),
        ("pexpireat", 1_900_000_000_000),
    ):
        table[name] = [ask(name, key, time), ask(name, big, time)]
    table["policy|explain"] = ask("POLICY", "EXPLAIN", key, reply_bytes=70_000)
    table["policy|list"] = ask("POLICY", "LIST")
    return table


def keyspace(world):
    key, big = world.long_key, world.big[0]
    keys = world.fitting(world.keys)
    pattern = b"*" + b"a" * 30_000 + b"b"
    table = {
        name: [ask(name, *keys), ask(name, *world.names(65_000))]
        for name in ("del", "unlink", "exists", "touch")
    }
    table.update(
        {
            "type": ask("TYPE", big),
            "dbsize": ask("DBSIZE"),
            "randomkey": ask("RANDOMKEY", reply_bytes=60_000),
            "scan": [
                ask("SCAN", 0, "COUNT", 10_000, reply_bytes=300_000),
                ask("SCAN", 0, "COUNT", (1 << 63) - 1, "MATCH", "nomatch", reply_bytes=300_000),
                ask("SCAN", 0, "COUNT", 10_000, "MATCH", pattern),
            ],
            "keys": [
                ask("KEYS", "*", reply_bytes=30 * len(world.keys)),
                ask("KEYS", "nomatch", reply_bytes=300_000),
                ask("KEYS", pattern),
            ],
            "copy": ask("COPY", big, "copied", "REPLACE", reply_bytes=world.caps.value_bytes),
            "move": ask("MOVE", big, 1, reply_bytes=world.caps.value_bytes),
            "rename": [ask("RENAME", big, big), ask("RENAME", key, key)],
            "renamenx": ask("RENAMENX", big, key),
            "memory|usage": ask("MEMORY", "USAGE", big),
            "memory|stats": ask("MEMORY", "STATS", reply_bytes=5_000),
            "memory|doctor": ask("MEMORY", "DOCTOR"),
            "memory|purge": ask("MEMORY", "PURGE"),
            "memory|malloc-stats": ask("MEMORY", "MALLOC-STATS", reply_bytes=5_000),
            "swapdb": ask("SWAPDB", 2, 3),
            "flushdb": ask("FLUSHDB"),
            "flushall": ask("FLUSHALL"),
            "wait": ask("WAIT", 0, 100),
        }
    )
    for name in ("encoding", "freq", "idletime", "refcount"):
        table[f"object|{name}"] = ask("OBJECT", name, big)
    return table
