"""Commands about users and messages."""

from sweep.request import ask


def users(world):
    patterns = [b"~" + name for name in world.names(60)]
    long_patterns = [b"~" + name for name in world.names(60_000)]
    selectors = [b"(~%s +get)" % name for name in world.names(30)]
    passwords = [b">" + name for name in world.names(30)]
    name = b"u" * 60_000
    table = {
        "setuser": [
            ask("ACL", "SETUSER", "swept", *rules)
            for rules in (patterns, long_patterns, selectors, passwords)
        ]
        + [ask("ACL", "SETUSER", name, "on", "~*")],
        "deluser": ask("ACL", "DELUSER", *world.names(60)),
        "getuser": ask("ACL", "GETUSER", "swept", reply_bytes=200_000),
        "list": ask("ACL", "LIST", reply_bytes=200_000),
        "users": ask("ACL", "USERS", reply_bytes=10_000),
        "whoami": ask("ACL", "WHOAMI"),
        "cat": ask("ACL", "CAT", reply_bytes=1_000),
        "dryrun": ask("ACL", "DRYRUN", "sweep", "MGET", *world.fitting(world.keys)),
        "genpass": ask("ACL", "GENPASS", 4096, reply_bytes=1_024),
        "log": [ask("ACL", "LOG", reply_bytes=50_000), ask("ACL", "LOG", "RESET")],
        "load": ask("ACL", "LOAD"),
        "save": ask("ACL", "SAVE"),
    }
    return {f"acl|{command}": given for command, given in table.items()}


def messages(world):
    names, long_names = world.names(60), world.names(60_000)
    value = world.value
    table = {}
    for verb in ("subscribe", "psubscribe", "ssubscribe"):
        table[verb] = [
            ask(verb, *given, modes=("alone",), replies=len(given)) for given in (names, long_names)
        ]
    for verb in ("unsubscribe", "punsubscribe", "sunsubscribe"):
        table[verb] = ask(verb, *names, modes=("alone",), replies=len(names))
    channel = b"c" * 60_000
    table["publish"], table["spublish"] = (
        ask("PUBLISH", channel, value),
        ask("SPUBLISH", channel, value),
    )
    for command in ("channels", "shardchannels"):
        table[f"pubsub|{command}"] = ask("PUBSUB", command, b"*" + b"a" * 30_000 + b"b")
    for command in ("numsub", "shardnumsub"):
        table[f"pubsub|{command}"] = ask("PUBSUB", command, *names, reply_bytes=80 * len(names))
    table["pubsub|numpat"] = ask("PUBSUB", "NUMPAT")
    table["monitor"] = ask("MONITOR", modes=("alone",))
    return table
