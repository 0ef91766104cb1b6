"""How late keys go: from their deadline to the `expired` event, which both servers send on removal.

A million keys stay alive while some thousands die at moments that are known to the millisecond. A
server that looks for dead keys at random may take very long to find the last one, so a minute after
the last deadline the rest count as later than that.
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


def listen(connection, deadlines, patience_ms):
    """Lags in ms, sorted, one for each key whose event has come by the end."""
    lags = []
    end_ms = max(deadlines.values()) + patience_ms
    while len(lags) < len(deadlines) and (left_ms := end_ms - time.time() * 1000) > 0:
        connection.socket.settimeout(left_ms / 1000)
        try:
            connection.receive()
        except TimeoutError:
            break
        now_ms = time.time() * 1000
        *words, connection.buffer = connection.buffer.split(b"\r\n")
        lags += [now_ms - deadlines[word] for word in words if word in deadlines]
    return sorted(lags)


def show(lags, count, patience_ms):
    """Percentiles of `count` keys of which only some have gone."""
    figures = []
    for name, share in {"p50": 0.5, "p99": 0.99, "max": 1}.items():
        at = min(int(count * share), count - 1)
        figures.append(f"{name} {lags[at]:10.2f}" if at < len(lags) else f"{name} >{patience_ms:9}")
    return "  ".join(figures)


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--port", type=int, required=True)
    parser.add_argument("--name", required=True)
    parser.add_argument("--alive", type=int, default=1_000_000)
    parser.add_argument("--dying", type=int, default=10_000)
    parser.add_argument("--seconds", type=float, default=20)
    parser.add_argument("--patience", type=int, default=60, help="seconds after the last deadline")
    options = parser.parse_args()
    connection, listener = Connection(options.port), Connection(options.port)
    fill(connection, options.alive)
    connection.send([["CONFIG", "SET", "notify-keyspace-events", "Ex"]])
    listener.socket.sendall(encode(["SUBSCRIBE", "__keyevent@0__:expired"]))
    for _ in range(6):
        listener.line()
    first_ms = int(time.time() * 1000) + 5000
    spacing_ms = options.seconds * 1000 / options.dying
    deadlines = plant(connection, options.dying, first_ms, spacing_ms)
    patience_ms = options.patience * 1000
    lags = listen(listener, deadlines, patience_ms)
    shown = show(lags, options.dying, patience_ms)
    print(f"{options.name:14}{len(lags):8} of {options.dying} gone, lag in ms: {shown}", flush=True)


main()
