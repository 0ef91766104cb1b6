"""Case 5 under the default cap of 256 MB; quick runs are as much too large for 8 MB."""

from harness.client import Dropped, Error, encode
from harness.load import fill_cold
from harness.run import case

MB = 1_000_000


def megabyte(run):
    """The smallest journal does not hold a whole one."""
    return run.size(MB, 900_000)


def show(reply):
    if isinstance(reply, Error):
        return reply[:70]
    return f"{len(reply)} elements" if isinstance(reply, list) else str(reply)


@case("5-exists-cold")
def exists_cold(run):
    daemon = run.capped()
    keys = fill_cold(daemon, run.size(100_000, 16_000), 8192)
    before = int(daemon.info()["cold_values_read"])
    with daemon.client() as client, run.watch(daemon):
        reply = client.call("EXISTS", *keys)
        run.silence(client)
    run.check(reply == len(keys), f"EXISTS: {show(reply)} of {len(keys)}")
    read = int(daemon.info()["cold_values_read"]) - before
    run.check(read == 0, f"{read} values read from disk of 0")


@case("5-touch-cold")
def touch_cold(run):
    daemon = run.capped()
    keys = fill_cold(daemon, run.size(100_000, 16_000), 8192)
    with daemon.client() as client, run.watch(daemon):
        reply = client.call("TOUCH", *keys)
        run.silence(client)
    run.check(
        reply == len(keys) or isinstance(reply, Error), f"TOUCH: {show(reply)} of {len(keys)}"
    )


@case("5-mget-cold")
def mget_cold(run):
    daemon = run.capped()
    keys = fill_cold(daemon, run.size(800, 100), megabyte(run))
    with daemon.client() as client, run.watch(daemon):
        reply = client.call("MGET", *keys, keep=False)
        run.silence(client)
    right = isinstance(reply, Error) or reply == [megabyte(run)] * len(keys)
    run.check(right, f"MGET: {show(reply)}")


@case("5-mget-one-hot-key")
def mget_one_hot_key(run):
    daemon = run.capped()
    daemon.ask("SET", "hot", b"v" * megabyte(run))
    count = run.size(1_000, 100)
    with daemon.client() as client, run.watch(daemon):
        reply = client.call("MGET", *["hot"] * count, keep=False)
        run.silence(client)
    run.check(isinstance(reply, Error) or reply == [megabyte(run)] * count, f"MGET: {show(reply)}")


@case("5-scan-long-keys")
def scan_long_keys(run):
    daemon = run.capped()
    count = run.size(15_000, 1_500)
    fill_cold(daemon, count, 10, pad=65_000)
    found, cursor = 0, b"0"
    with daemon.client() as client, run.watch(daemon):
        while True:
            reply = client.call("SCAN", cursor, "COUNT", 10_000)
            if isinstance(reply, Error):
                run.check(False, f"SCAN: {reply}")
                return
            cursor, found = reply[0], found + len([key for key in reply[1] if key[:2] == b"k:"])
            if cursor == b"0":
                break
        run.silence(client)
    run.check(found >= count, f"{found} keys of {count}")


@case("5-keys-long-keys")
def keys_long_keys(run):
    daemon = run.capped()
    count = run.size(15_000, 1_500)
    fill_cold(daemon, count, 10, pad=65_000)
    with daemon.client() as client, run.watch(daemon):
        reply = client.call("KEYS", "*", keep=False)
        run.silence(client)
    run.check(isinstance(reply, Error) or len(reply) >= count, f"KEYS: {show(reply)}")


@case("5-client-names")
def client_names(run):
    daemon = run.capped()
    clients = [daemon.client() for _ in range(run.size(600, 120))]
    with run.watch(daemon):
        replies = [client.call("CLIENT", "SETNAME", b"n" * MB) for client in clients]
    run.check(True, f"{replies.count('OK')} of {len(clients)} names taken")
    for client in clients:
        client.close()


@case("5-output-limit")
def output_limit(run):
    """A limit that a user has set to 1 GB does not lift the cap."""
    daemon = run.capped()
    daemon.ask("SET", "hot", b"v" * megabyte(run))
    said = daemon.ask("CONFIG", "SET", "client-output-buffer-limit", "normal 1gb 0 0")
    count = run.size(600, 100)
    with daemon.client() as client, daemon.client() as deaf, run.watch(daemon):
        client.send(encode("GET", "hot") * count)
        deaf.send(encode("SUBSCRIBE", "news"))
        speaker = daemon.client()
        published = speaker.pipeline([encode("PUBLISH", "news", b"m" * megabyte(run))] * count)
        try:
            reply = show(speaker.call("MGET", *["hot"] * count, keep=False))
        except Dropped:
            reply = "dropped"
        run.check(True, f"{len(published)} messages, MGET: {reply}")
    run.check(True, f"CONFIG SET: {said}")
