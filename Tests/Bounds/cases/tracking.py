"""Case 13: what a client has read into its own cache is invalidated."""

import shutil
import subprocess

from harness.client import Client, Error
from harness.daemon import free_port
from harness.lock_script import UNLOCK
from harness.run import Skipped, case

READ = [["GET", "tok"]]
IN_EXEC = [["MULTI"], ["GET", "tok"], ["EXEC"]]
YES, NO = ["CLIENT", "CACHING", "YES"], ["CLIENT", "CACHING", "NO"]
IDS = [["CLIENT", "ID"]]
# Mode, and what a client says before another one deletes tok.
LIVES = {
    "optin-exec": ("OPTIN", [YES, *IN_EXEC]),
    "optin-get": ("OPTIN", [YES, *READ]),
    "optin-not-asked": ("OPTIN", READ),
    "optin-second-read": ("OPTIN", [YES, ["GET", "other"], *READ]),
    "optin-client-command-between": ("OPTIN", [YES, *IDS, *READ]),
    "optin-ping-between": ("OPTIN", [YES, ["PING"], *READ]),
    "optin-unknown-between": ("OPTIN", [YES, ["NOSUCH"], *READ]),
    "optin-arity-between": ("OPTIN", [YES, ["GET"], *READ]),
    "optin-caching-in-multi": ("OPTIN", [["MULTI"], YES, *READ, ["EXEC"]]),
    "optin-discard": ("OPTIN", [YES, ["MULTI"], ["DISCARD"], *READ]),
    "optin-after-exec": ("OPTIN", [YES, ["MULTI"], ["EXEC"], *READ]),
    "optin-script": ("OPTIN", [YES, ["EVAL", UNLOCK, "1", "tok", "no"]]),
    "optout-get": ("OPTOUT", READ),
    "optout-no": ("OPTOUT", [NO, *READ]),
    "optout-exec": ("OPTOUT", [NO, *IN_EXEC]),
    "optout-second-read": ("OPTOUT", [NO, ["GET", "other"], *READ]),
    "optout-client-command-between": ("OPTOUT", [NO, *IDS, *READ]),
    "optout-unknown-between": ("OPTOUT", [NO, ["NOSUCH"], *READ]),
    "optout-arity-between": ("OPTOUT", [NO, ["GET"], *READ]),
}


def invalidated(port, mode, words):
    """The answers of a life, and whether deleting tok pushed anything."""
    with Client(port) as client, Client(port) as other:
        other.call("SET", "tok", "v")
        client.call("HELLO", 3)
        client.call("CLIENT", "TRACKING", "ON", *([mode] if mode else []))
        answers = [client.call(*word) for word in words]
        other.call("DEL", "tok")
        refused = [isinstance(answer, Error) for answer in answers]
        return refused, client.push(0.15) is not None


@case("13-caching-in-exec")
def caching_in_exec(run):
    daemon = run.capped()
    _, pushed = invalidated(daemon.port, "OPTIN", [YES, *IN_EXEC])
    run.check(pushed, "invalidated" if pushed else "a deleted token stays in the client's cache")


@case("13-script-keys")
def script_keys(run):
    daemon = run.capped()
    refused, pushed = invalidated(daemon.port, None, [["EVAL", UNLOCK, "1", "tok", "no"]])
    run.check(
        pushed and not any(refused),
        "invalidated" if pushed else "keys read in a script are not tracked",
    )


@case("13-flag-beside-redis")
def flag_beside_redis(run):
    program = shutil.which("redis-server")
    if not program:
        raise Skipped("redis-server is not installed")
    daemon = run.capped()
    port = free_port()
    words = [
        program,
        "--port",
        str(port),
        "--bind",
        "127.0.0.1",
        "--save",
        "",
        "--dir",
        str(daemon.scratch),
    ]
    redis = subprocess.Popen(words, stdout=subprocess.DEVNULL)
    try:
        while True:
            try:
                Client(port).close()
                break
            except OSError:
                pass
        # Another server's pushes could come late; each life is compared on its own.
        differ = [
            name
            for name, life in LIVES.items()
            if invalidated(port, *life) != invalidated(daemon.port, *life)
        ]
    finally:
        redis.kill()
        redis.wait()
    run.check(
        not differ, f"{len(differ)} of {len(LIVES)} lives differ: {', '.join(differ) or 'none'}"
    )
