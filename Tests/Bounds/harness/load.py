"""Fills a daemon with data, in batches that fit into any buffer."""

import time

from harness.client import Client, Error, encode

BATCH_BYTES = 1 << 20
# A fill waits for the disk, and is not what is proved.
FILL_S = 60


def batches(requests):
    """Groups encoded requests into lists of about a megabyte."""
    batch, size = [], 0
    for request in requests:
        batch.append(request)
        size += len(request)
        if size >= BATCH_BYTES:
            yield batch
            batch, size = [], 0
    if batch:
        yield batch


def send_all(client, requests):
    """Sends everything, and once more what found no memory because the disk had not caught up.
    Raises at any other error."""
    end = time.monotonic() + FILL_S
    for batch in batches(requests):
        while batch:
            replies = client.pipeline(batch)
            refused = {reply for reply in replies if isinstance(reply, Error)}
            if refused and (time.monotonic() > end or not all(map(is_passing, refused))):
                raise ValueError(f"the fill was refused: {refused.pop()}")
            batch = [sent for sent, reply in zip(batch, replies) if isinstance(reply, Error)]
            time.sleep(0.05 if batch else 0)


def is_passing(error):
    return error.startswith("OOM")


def fill(daemon, count, size, name="k", pad=0, options=()):
    """Saves `count` values of `size` bytes and returns their keys, which `pad` makes longer."""
    keys = [b"%s:%07d%s" % (name.encode(), number, b"." * pad) for number in range(count)]
    value = b"v" * size
    with Client(daemon.port, FILL_S) as client:
        send_all(client, (encode("SET", key, value, *options) for key in keys))
    return keys


def fill_cold(daemon, count, size, name="k", pad=0):
    """The same, and everything is on disk and as little in memory as the cap allows."""
    keys = fill(daemon, count, size, name, pad)
    daemon.await_flushed()
    return keys
