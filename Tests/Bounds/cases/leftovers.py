"""Case 17: what clients leave behind."""

from harness.client import Client, Error, encode
from harness.run import case

SMALL = ("--maxmemory", "8mb", "--journal-size", "1mb")


@case("17-tracked-keys")
def tracked_keys(run):
    """Connections that read many keys and go."""
    daemon = run.daemon(*SMALL)
    # The last client that tracks takes everything with it, so one stays.
    with Client(daemon.port) as stays, run.watch(daemon):
        stays.call("CLIENT", "TRACKING", "ON")
        for _ in range(run.size(3_300, 300)):
            with Client(daemon.port) as client:
                client.call("CLIENT", "TRACKING", "ON")
                client.pipeline([encode("GET", f"k:{n}") for n in range(2_300)])
        items = daemon.info().get("tracking_total_items")
    run.check(int(items) <= 2_300, f"{items} tracked items left by clients that have gone")


@case("17-tracked-prefixes")
def tracked_prefixes(run):
    daemon = run.daemon(*SMALL)
    with run.watch(daemon):
        for number in range(run.size(1_000, 200)):
            with Client(daemon.port) as client:
                prefixes = [
                    word
                    for n in range(500)
                    for word in ("PREFIX", f"p{number}:{n:03}:" + "x" * 200)
                ]
                client.call("CLIENT", "TRACKING", "ON", "BCAST", *prefixes)
    left = daemon.info().get("tracking_total_prefixes")
    run.check(left == "0", f"{left} prefixes left by clients that have gone")


@case("17-acl-log-names")
def acl_log_names(run):
    daemon = run.daemon(*SMALL)
    taken = 0
    with run.watch(daemon):
        for number in range(128):
            with Client(daemon.port) as client:
                said = client.call("CLIENT", "SETNAME", b"n" * 1_000_000)
                taken += not isinstance(said, Error)
                client.call("AUTH", f"nobody{number}", b"p" * 10)
    run.check(True, f"{taken} of 128 names of 1 MB taken")


@case("17-acl-log-users")
def acl_log_users(run):
    """User names, commands and channels that were refused are remembered as well."""
    daemon = run.daemon(*SMALL)
    daemon.ask("ACL", "SETUSER", "little", "on", ">p", "~a", "+get")
    with run.watch(daemon):
        for number in range(128):
            with Client(daemon.port) as client:
                client.call("AUTH", b"n" * 1_000_000 + b"%d" % number, "x")
                client.call("AUTH", "little", "p")
                client.call("GET", b"b" * 60_000 + b"%d" % number)
    run.check(True, "128 refusals with names of 1 MB")


@case("17-slow-log")
def slow_log(run):
    daemon = run.daemon(*SMALL, "--slowlog-log-slower-than", "0", "--slowlog-max-len", "10000")
    with daemon.client() as client, run.watch(daemon):
        for _ in range(run.size(100, 20)):
            client.pipeline(
                [encode("EXISTS", *[b"k" * 1_000 + b"%d" % n for n in range(40)])] * 100
            )
    run.check(True, "slow commands with long arguments")


@case("17-subscriptions")
def subscriptions(run):
    """Channel names of clients that have gone."""
    daemon = run.daemon(*SMALL)
    with run.watch(daemon):
        for number in range(run.size(300, 100)):
            with Client(daemon.port) as client:
                client.send(
                    encode(
                        "SUBSCRIBE", *[b"c" * 10_000 + b"%d:%d" % (number, n) for n in range(100)]
                    )
                )
                client.reply()
    left = daemon.info().get("pubsub_channels")
    run.check(left == "0", f"{left} channels left")
