"""Changes a server's keys, values, clients and lifetimes for a while and checks each answer:
python3 -m soak.churn PORT SECONDS SEED WINDOW_S CAP_S [RATE]

Goes on across restarts of the server. Prints a line with counts; exits 1 when an answer was wrong.
"""

import random
import socket
import sys
import time

from soak.oracle import Oracle

CONNECTIONS = 16
KEYS_EACH = 1_500
PATIENCE_S = 60
GARBAGE = [b"*1\r\n$", b"GET \"a\n", b"*3\r\n$3\r\nSET\r\n$1\r\na\r\n$1000000\r\nx", b"\x00" * 100]


def now_ms():
    return time.time() * 1000


def request(*words):
    words = [word if isinstance(word, bytes) else str(word).encode() for word in words]
    body = b"".join(b"$%d\r\n%s\r\n" % (len(word), word) for word in words)
    return b"*%d\r\n%s" % (len(words), body)


class Connection:
    """One client with keys of its own."""

    def __init__(self, port, number, window_ms, cap_ms):
        self.port, self.number = port, number
        self.oracle = Oracle(window_ms, cap_ms)
        self.open()

    def open(self):
        end = time.monotonic() + PATIENCE_S
        while True:
            try:
                self.socket = socket.create_connection(("127.0.0.1", self.port), timeout=PATIENCE_S)
                self.stream = self.socket.makefile("rb")
                # A server that stops may still accept.
                self.call([request("PING")])
                return
            except OSError:
                if time.monotonic() > end:
                    raise
                time.sleep(0.1)

    def close(self):
        self.stream.close()
        self.socket.close()

    def call(self, requests):
        self.socket.sendall(b"".join(requests))
        return [self.reply() for _ in requests]

    def reply(self):
        line = self.stream.readline()
        if not line.endswith(b"\r\n"):
            raise ConnectionError("the server has gone")
        if line[:1] == b"$":
            length = int(line[1:])
            return None if length < 0 else self.stream.read(length + 2)[:-2]
        return line[:-2]


class Churn:
    def __init__(self, port, seed, window_s, cap_s):
        self.random = random.Random(seed)
        self.port = port
        self.connections = [
            Connection(port, number, window_s * 1000, cap_s * 1000) for number in range(CONNECTIONS)
        ]
        self.operations = self.crashes = self.refused = self.tag = 0
        self.idle = []

    def run(self, seconds, rate):
        began = time.monotonic()
        while (passed := time.monotonic() - began) < seconds:
            if self.operations > passed * rate:
                time.sleep(0.01)
                continue
            connection = self.random.choice(self.connections)
            self.batch(connection)
            if self.random.random() < 0.02:
                self.change_clients(connection)

    def batch(self, connection):
        names = self.random.sample(range(KEYS_EACH), self.random.randint(1, 20))
        steps = [self.step(connection, name) for name in names]
        began = now_ms()
        try:
            answers = connection.call([wire for _, wire, _ in steps])
        except OSError:
            return self.survive(connection, [key for key, _, _ in steps])
        ended = now_ms()
        for (_, _, note), answer in zip(steps, answers):
            if isinstance(answer, bytes) and answer.startswith(b"-") and note != self.ignore:
                self.refuse(connection, answer)
            else:
                note(answer, began, ended)
        self.operations += len(steps)

    @staticmethod
    def ignore(_answer, _began, _ended):
        pass

    def refuse(self, connection, answer):
        """What is refused has changed nothing; only for want of room may it be."""
        self.refused += 1
        if not answer.startswith((b"-OOM", b"-MISCONF")):
            connection.oracle.wrong.append(answer.decode(errors="replace"))

    def step(self, connection, name):
        """A request and what its answer means."""
        oracle, kind = connection.oracle, self.random.random()
        key = f"token:{connection.number}:{name}"
        if kind < 0.45:
            return key, request("GET", key), lambda answer, *at: oracle.read(key, answer, *at)
        if kind < 0.60:
            return self.save(oracle, key, 0)
        if kind < 0.80:
            return self.save(oracle, key, self.random.choice([300, 2_000, 10_000, 45_000]))
        if kind < 0.90:
            return key, request("DEL", key), lambda *_: oracle.removed(key)
        if kind < 0.97:
            ttl = self.random.choice([500, 5_000, 30_000])
            wire = request("PEXPIRE", key, ttl)
            return key, wire, lambda answer, *at: oracle.expires(key, answer, ttl, *at)
        return key, request("SET", f"burst:{self.random.random()}", "x" * 200), self.ignore

    def save(self, oracle, key, ttl_ms):
        self.tag += 1
        value = (b"%x." % self.tag) * self.random.choice([1, 20, 50, 50, 50, 80, 500, 15_000])
        wire = request("SET", key, value, *(["PX", ttl_ms] if ttl_ms else []))
        return key, wire, lambda _, *at: oracle.saved(key, value, ttl_ms, *at)

    def survive(self, connection, keys):
        """The server died: it may have done what it did not answer."""
        connection.oracle.doubt(keys)
        connection.close()
        connection.open()
        connection.oracle.crash()
        self.crashes += 1

    def change_clients(self, connection):
        """Some come and go, some stay and say nothing, some talk nonsense."""
        try:
            stranger = socket.create_connection(("127.0.0.1", self.port), timeout=5)
            stranger.sendall(self.random.choice([*GARBAGE, request("SUBSCRIBE", "news")]))
        except OSError:
            return
        self.idle.append(stranger)
        while len(self.idle) > 100:
            self.idle.pop(self.random.randrange(len(self.idle))).close()
        if self.random.random() < 0.2:
            connection.close()
            connection.open()

    def finish(self):
        """Reads everything once."""
        for connection in self.connections:
            for name in range(KEYS_EACH):
                key = f"token:{connection.number}:{name}"
                began = now_ms()
                answer = connection.call([request("GET", key)])[0]
                connection.oracle.read(key, answer, began, now_ms())
            connection.close()
        for stranger in self.idle:
            stranger.close()


def main():
    port, seconds, seed, window_s, cap_s = (int(word) for word in sys.argv[1:6])
    rate = int(sys.argv[6]) if len(sys.argv) > 6 else 5_000
    churn = Churn(port, seed, window_s, cap_s)
    churn.run(seconds, rate)
    churn.finish()
    wrong = [text for connection in churn.connections for text in connection.oracle.wrong]
    print(
        f"churn: operations={churn.operations} lost-connections={churn.crashes} "
        f"refused={churn.refused} wrong={len(wrong)} {wrong[:3] if wrong else ''}"
    )
    sys.exit(1 if wrong else 0)


if __name__ == "__main__":
    main()
