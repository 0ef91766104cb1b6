"""Commands that read and save values."""

from sweep.request import ask


def strings(world):
    big, value, key, size = world.big[0], world.value, world.long_key, len(world.value)
    keys, names = world.fitting(world.keys), world.names(20)
    many = world.caps.cold_values if world.is_cold else 3
    each = ask("GET", big, reply_bytes=size)
    pairs = [word for name in names[: len(names) // 2] for word in (name, b"v")]
    long_pairs = [word for name in world.names(65_000) for word in (name, b"v")]
    large = [
        word
        for number in range(max(world.query_bytes // size, 1))
        for word in (b"large:%d" % number, value)
    ]
    return {
        "get": [each, ask("GET", key, reply_bytes=1_000)],
        "mget": [
            ask("MGET", *keys, reply_bytes=900 * len(keys)),
            ask("MGET", *world.big, reply_bytes=many * size),
            ask("MGET", *[big] * 500, reply_bytes=500 * size),
            ask("MGET", *world.names(65_000), reply_bytes=1_000),
        ],
        "set": [ask("SET", key, value), ask("SET", "s", value, "GET", reply_bytes=size)],
        "mset": [ask("MSET", *pairs), ask("MSET", *long_pairs), ask("MSET", *large)],
        "msetnx": [ask("MSETNX", *pairs), ask("MSETNX", *large)],
        "getex": ask("GETEX", big, "EX", 5_000, reply_bytes=size),
        "getdel": ask("GETDEL", big, reply_bytes=size),
        "getset": ask("GETSET", big, value, reply_bytes=size),
        "setnx": ask("SETNX", key, value),
        "setex": ask("SETEX", key, 1_000, value),
        "psetex": ask("PSETEX", key, 1_000_000, value),
        "strlen": ask("STRLEN", big),
        "append": [ask("APPEND", big, ""), ask("APPEND", "grow", value)],
        "setrange": [ask("SETRANGE", big, size - 1, "x"), ask("SETRANGE", "grow", 0, value)],
        "getrange": ask("GETRANGE", big, 0, -1, reply_bytes=size),
        "substr": ask("SUBSTR", big, 0, -1, reply_bytes=size),
        "lcs": ask("LCS", "lcs:a", "lcs:b", "IDX", "WITHMATCHLEN", reply_bytes=10_000),
        "incr": ask("INCR", "number"),
        "decr": ask("DECR", "number"),
        "incrby": ask("INCRBY", "number", 1 << 40),
        "decrby": ask("DECRBY", "number", 1 << 40),
        "incrbyfloat": ask("INCRBYFLOAT", "float", "1.25"),
        "delifeq": ask("DELIFEQ", big, value),
        "delex": ask("DELEX", big, "IFNE", value),
    }
