"""Case 5 under the smallest caps: what is read from disk at once, and users."""

from harness.client import Error, encode
from harness.load import fill_cold
from harness.run import case

SMALL = ("--maxmemory", "8mb", "--journal-size", "1mb")
VALUE = 900_000


def cold_values(run, ask):
    """Lets `ask` read 150 cold values; each may be read from disk at most twice."""
    daemon = run.daemon(*SMALL)
    keys = fill_cold(daemon, run.size(150, 100), VALUE)
    before = int(daemon.info()["cold_values_read"])
    with daemon.client(30) as client, run.watch(daemon):
        said = ask(client, keys)
        run.silence(client)
    times = (int(daemon.info()["cold_values_read"]) - before) / len(keys)
    run.check(times <= 2, f"each value read {times:.1f} times of 2")
    run.check(True, said)


@case("5-small-mget")
def small_mget(run):
    def ask(client, keys):
        reply = client.call("MGET", *keys, keep=False)
        right = isinstance(reply, Error) or reply == [VALUE] * len(keys)
        run.check(right, "MGET right" if right else "MGET wrong")
        return reply[:70] if isinstance(reply, Error) else f"{len(reply)} values"

    cold_values(run, ask)


@case("5-small-pipelined-get")
def small_pipelined_get(run):
    def ask(client, keys):
        replies = client.pipeline([encode("GET", key) for key in keys])
        good = replies.count(VALUE)
        run.check(good == len(keys), f"{good} of {len(keys)} values")
        return f"{len(replies)} answers"

    cold_values(run, ask)


@case("5-small-exec")
def small_exec(run):
    def ask(client, keys):
        reply = client.pipeline(
            [encode("MULTI"), *(encode("GET", key) for key in keys), encode("EXEC")]
        )[-1]
        right = isinstance(reply, Error) or reply == [VALUE] * len(keys)
        run.check(right, "EXEC right" if right else "EXEC wrong")
        return reply[:70] if isinstance(reply, Error) else f"{len(reply)} values"

    cold_values(run, ask)


@case("5-acl-users")
def acl_users(run):
    daemon = run.daemon(*SMALL)
    count, made = run.size(200_000, 150_000), 0
    with daemon.client(30) as client, run.watch(daemon):
        for start in range(0, count, 1_000):
            users = (
                encode("ACL", "SETUSER", f"user:{n}", "on", ">p", "~a*", "+get")
                for n in range(start, start + 1_000)
            )
            replies = client.pipeline(list(users))
            made += replies.count("OK")
            if all(isinstance(reply, Error) for reply in replies):
                break
        run.silence(client)
    run.check(True, f"{made} users made")
