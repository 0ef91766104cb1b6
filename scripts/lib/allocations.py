"""Counts a server's allocations per request: allocations.py PORT PID COUNTS

COUNTS is the file that count_allocations.c keeps its counters in. One client sends each kind of
request until caches and buffers have their size, then again, counted. Prints a table; exits 1 when
a kind allocates more than its limit.
"""

import pathlib
import socket
import struct
import sys
import time

REQUESTS = 40_000
KEYS = 1_000
VALUE_BYTES = 400
# Once a minute what changed goes to the database, and SQLite allocates for each of those rows.
LIMIT_PER_READ = 0.01
LIMIT_PER_SAVE = 0.1
IDLE_SECONDS = 10
WAKES_PER_SECOND = 1.0


def bulk(*words):
    parts = [b"*%d\r\n" % len(words)]
    parts += [b"$%d\r\n%s\r\n" % (len(word), word) for word in words]
    return b"".join(parts)


def key(number):
    return b"oauth:access_token:%032d" % (number % KEYS)


def value(number):
    return (b"%016d" % number) * (VALUE_BYTES // 16)


OK = b"+OK\r\n"

# What each kind sends, and a reply of the same length as the server's.
KINDS = {
    "GET": lambda number: (bulk(b"GET", key(number)), b"$400\r\n" + b"v" * 400 + b"\r\n"),
    "GET of an absent key": lambda number: (bulk(b"GET", b"absent:" + key(number)), b"$-1\r\n"),
    "SET, the same value": lambda number: (bulk(b"SET", key(number), value(number % KEYS)), OK),
    "SET, a new value": lambda number: (bulk(b"SET", key(number), value(number)), OK),
    "SET EX": lambda number: (bulk(b"SET", key(number), value(number), b"EX", b"100"), OK),
}


class Client:
    def __init__(self, port):
        self.socket = socket.create_connection(("127.0.0.1", port))

    def run(self, make, requests, pipeline):
        for start in range(0, requests, pipeline):
            pairs = [make(number) for number in range(start, start + pipeline)]
            self.socket.sendall(b"".join(request for request, _ in pairs))
            self.read(sum(len(reply) for _, reply in pairs))

    def read(self, left):
        while left > 0:
            received = self.socket.recv(min(left, 1 << 16))
            if not received:
                sys.exit("the server closed the connection")
            left -= len(received)


def counts(path):
    return struct.unpack("QQ", pathlib.Path(path).read_bytes()[:16])


def measure(client, path, make, pipeline):
    client.run(make, REQUESTS // 4, pipeline)
    before = counts(path)
    client.run(make, REQUESTS, pipeline)
    after = counts(path)
    return [(new - old) / REQUESTS for old, new in zip(before, after)]


def switches(pid):
    """How often each of the process' threads has gone to sleep by itself."""
    found = {}
    for status in pathlib.Path(f"/proc/{pid}/task").glob("*/status"):
        lines = status.read_text(encoding="ascii").splitlines()
        line = next(line for line in lines if line.startswith("voluntary"))
        found[status.parent.name] = int(line.split()[1])
    return found


def wakes_between(before, after):
    """Threads come and go: one that is new brings all of its own, one that is gone none."""
    return sum(count - before.get(thread, 0) for thread, count in after.items())


def main():
    port, pid, path = int(sys.argv[1]), int(sys.argv[2]), sys.argv[3]
    client = Client(port)
    client.run(KINDS["SET, the same value"], KEYS, 10)
    failed = False
    print(f"{'':22} {'pipeline':>8} {'calls/request':>14} {'bytes/request':>14}")
    for name, make in KINDS.items():
        for pipeline in (1, 16):
            calls, size = measure(client, path, make, pipeline)
            failed |= calls > (LIMIT_PER_READ if name.startswith("GET") else LIMIT_PER_SAVE)
            print(f"{name:22} {pipeline:8} {calls:14.4f} {size:14.1f}")
    client.socket.close()
    # What was written meanwhile reaches the database first.
    time.sleep(5)
    before = switches(pid), counts(path)[0]
    time.sleep(IDLE_SECONDS)
    wakes = wakes_between(before[0], switches(pid)) / IDLE_SECONDS
    allocated = (counts(path)[0] - before[1]) / IDLE_SECONDS
    print(f"idle: {wakes:.1f} wake-ups a second, {allocated:.1f} allocations a second")
    failed |= wakes > WAKES_PER_SECOND
    sys.exit(1 if failed else 0)


main()
