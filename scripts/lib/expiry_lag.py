"""How late keys go: from their deadline to the `expired` event, which both servers send on removal.

A million keys stay alive while some thousands die at moments that are known to the millisecond.
"""

import argparse
import socket
import time


def encode(words):
    parts = [b"*%d\r\n" % len(words)]
    for word in words:
        word = word if isinstance(word, bytes) else str(word).encode()
        parts.append(b"$%d\r\n%s\r\n" % (len(word), word))
    return b"".join(parts)


class Connection:
    def __init__(self, port):
        self.socket = socket.create_connection(("127.0.0.1", port), timeout=60)
        self.socket.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        self.buffer = b""

    def line(self):
        while b"\r\n" not in self.buffer:
            self.receive()
        line, self.buffer = self.buffer.split(b"\r\n", 1)
        return line

    def receive(self):
        chunk = self.socket.recv(1 << 16)
        if not chunk:
            raise SystemExit("the server has closed the connection")
        self.buffer += chunk

    def send(self, commands):
        """Sends commands that answer with one line each, and reads the answers."""
        self.socket.sendall(b"".join(map(encode, commands)))
        for _ in commands:
            answer = self.line()
            if answer[:1] == b"-":
                raise SystemExit(answer.decode())


def fill(connection, count):
    value = b"v" * 100
    for start in range(0, count, 1000):
        connection.send([["SET", f"alive:{n}", value, "EX", 86_400] for n in range(start, start + 1000)])


def plant(connection, count, first_ms, spacing_ms):
    deadlines = {f"dying:{n}".encode(): first_ms + int(n * spacing_ms) for n in range(count)}
    items = list(deadlines.items())
    for start in range(0, count, 1000):
        connection.send([["SET", key, "v", "PXAT", at] for key, at in items[start : start + 1000]])
    return deadlines


def listen(connection, deadlines):
    """Lags in ms, one for each key, in the order in which the events came."""
    lags = []
    while len(lags) < len(deadlines):
        connection.receive()
        now_ms = time.time() * 1000
        *words, connection.buffer = connection.buffer.split(b"\r\n")
        lags += [now_ms - deadlines[word] for word in words if word in deadlines]
    return sorted(lags)


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--port", type=int, required=True)
    parser.add_argument("--name", required=True)
    parser.add_argument("--alive", type=int, default=1_000_000)
    parser.add_argument("--dying", type=int, default=10_000)
    parser.add_argument("--seconds", type=float, default=20)
    options = parser.parse_args()
    connection, listener = Connection(options.port), Connection(options.port)
    fill(connection, options.alive)
    connection.send([["CONFIG", "SET", "notify-keyspace-events", "Ex"]])
    listener.socket.sendall(encode(["SUBSCRIBE", "__keyevent@0__:expired"]))
    for _ in range(6):
        listener.line()
    first_ms = int(time.time() * 1000) + 5000
    spacing_ms = options.seconds * 1000 / options.dying
    lags = listen(listener, plant(connection, options.dying, first_ms, spacing_ms))
    figures = {"p50": 0.5, "p99": 0.99, "max": 1}
    shown = [f"{name} {lags[min(int(len(lags) * at), len(lags) - 1)]:9.2f}" for name, at in figures.items()]
    print(f"{options.name:14}{len(lags):8} keys  lag in ms: {'  '.join(shown)}", flush=True)


main()
