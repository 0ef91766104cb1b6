"""Commands about the connection and about others."""

from sweep.request import ask


def connection(world):
    value, size = world.value, len(world.value)
    return {
        "ping": ask("PING", value, reply_bytes=size),
        "echo": ask("ECHO", value, reply_bytes=size),
        "quit": ask("QUIT", modes=("alone",)),
        "hello": ask("HELLO", 3, "SETNAME", b"n" * 60_000, modes=("alone", "pipelined")),
        "auth": ask("AUTH", b"u" * 60_000, value),
        "select": ask("SELECT", 0),
        "reset": ask("RESET", modes=("alone", "pipelined")),
    }


def clients(world):
    name = b"n" * len(world.value)
    prefixes = [word for prefix in world.names(60) for word in (b"PREFIX", prefix)]
    long_prefixes = [word for prefix in world.names(60_000) for word in (b"PREFIX", prefix)]
    ids = [b"%d" % (1_000_000 + number) for number in range(world.query_bytes // 16)]
    table = {
        "setname": ask("CLIENT", "SETNAME", name),
        "getname": ask("CLIENT", "GETNAME"),
        "setinfo": ask("CLIENT", "SETINFO", "LIB-NAME", name),
        "id": ask("CLIENT", "ID"),
        "info": ask("CLIENT", "INFO", reply_bytes=1_000),
        "no-evict": ask("CLIENT", "NO-EVICT", "ON"),
        "no-touch": ask("CLIENT", "NO-TOUCH", "ON"),
        "pause": ask("CLIENT", "PAUSE", 1, "WRITE"),
        "list": [ask("CLIENT", "LIST", reply_bytes=5_000), ask("CLIENT", "LIST", "ID", *ids)],
        "kill": [
            ask("CLIENT", "KILL", "ADDR", "1.2.3.4:5"),
            ask("CLIENT", "KILL", "ID", 999_999_999),
        ],
        "unpause": ask("CLIENT", "UNPAUSE"),
        "unblock": ask("CLIENT", "UNBLOCK", 999_999),
        "reply": ask("CLIENT", "REPLY", "ON"),
        "caching": ask("CLIENT", "CACHING", "YES"),
        "tracking": [
            ask("CLIENT", "TRACKING", "ON", "BCAST", *prefixes),
            ask("CLIENT", "TRACKING", "ON", "BCAST", *long_prefixes),
        ],
        "trackinginfo": ask("CLIENT", "TRACKINGINFO", reply_bytes=2_000),
        "getredir": ask("CLIENT", "GETREDIR"),
    }
    return {f"client|{command}": given for command, given in table.items()}
