"""A client that speaks RESP2 and RESP3 (redis.io/docs/latest/develop/reference/protocol-spec) and
remembers how long the server was silent while it owed an answer."""

import socket
import threading
import time

CHUNK_BYTES = 1 << 18


class Error(str):
    """An error reply, without its minus."""


class Size(int):
    """The length of a string that was read and thrown away."""


class Silence(Exception):
    """The server owed an answer and said nothing for as long as the client was ready to wait."""


class OutOfTime(Exception):
    """The server answers and answers, but not all of it in the time that there is."""


class Dropped(Exception):
    """The server has closed the connection."""


def encode(*words):
    """One request. Text and numbers become bytes."""
    words = [word if isinstance(word, bytes) else str(word).encode() for word in words]
    body = b"".join(b"$%d\r\n%s\r\n" % (len(word), word) for word in words)
    return b"*%d\r\n%s" % (len(words), body)


class Client:
    def __init__(self, port, patience_s=10.0):
        self.socket = socket.create_connection(("127.0.0.1", port), timeout=patience_s)
        self.socket.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        self.patience_s = patience_s
        self.buffer, self.at = bytearray(), 0
        self.pushes = []
        self.longest_silence_s = 0.0
        # The moment (monotonic clock) at which no further answers are wanted.
        self.end_s = float("inf")

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.close()

    def close(self):
        self.socket.close()

    def send(self, data):
        try:
            self.socket.sendall(data)
        except TimeoutError as error:
            raise Silence(f"nothing was taken for {self.patience_s:.0f} s") from error
        except OSError as error:
            raise Dropped from error

    def call(self, *words, keep=True):
        self.send(encode(*words))
        return self.reply(keep)

    def pipeline(self, requests, keep=False):
        """The replies to encoded requests that are sent without waiting for any of them."""
        # A server may stop reading until its replies are taken, so somebody else must send.
        sender = threading.Thread(
            target=self._send_quietly, args=(b"".join(requests),), daemon=True
        )
        sender.start()
        replies = []
        try:
            for _ in requests:
                replies.append(self.reply(keep))
        except (Silence, Dropped) as error:
            raise type(error)(f"{error} after {len(replies)} of {len(requests)} answers") from error
        sender.join()
        return replies

    def _send_quietly(self, data):
        try:
            self.send(data)
        except (Silence, Dropped):
            pass  # Whoever reads sees the same.

    def reply(self, keep=True):
        """The next reply. Pushes before it go to `pushes`; without `keep` a string is its Size."""
        while True:
            line = self._line()
            if line[:1] != b">":
                return self._value(line, keep)
            self.pushes.append([self.reply() for _ in range(int(line[1:]))])

    def push(self, patience_s):
        """The next push, or None when none comes in time."""
        if not self.pushes:
            self.socket.settimeout(patience_s)
            try:
                line = self._line()
                self.pushes.append([self.reply() for _ in range(int(line[1:]))])
            except Silence:
                return None
            finally:
                self.socket.settimeout(self.patience_s)
        return self.pushes.pop(0)

    def _value(self, line, keep):
        kind, rest = line[:1], line[1:]
        if kind == b"-":
            return Error(rest.decode("utf-8", "replace"))
        if kind in b"+,(":
            return rest.decode("utf-8", "replace")
        if kind == b":":
            return int(rest)
        if kind == b"#":
            return rest == b"t"
        if kind == b"_" or rest == b"-1":
            return None
        if kind in b"$=":
            return self._string(int(rest), keep)
        if kind in b"*~":
            return [self.reply(keep) for _ in range(int(rest))]
        if kind == b"%":
            return [self.reply(keep) for _ in range(2 * int(rest))]
        raise ValueError(f"not a reply: {line[:40]!r}")

    def _line(self):
        while (end := self.buffer.find(b"\r\n", self.at)) < 0:
            self._receive()
        line, self.at = bytes(self.buffer[self.at : end]), end + 2
        return line

    def _string(self, length, keep):
        if keep:
            while len(self.buffer) - self.at < length + 2:
                self._receive()
            value = bytes(self.buffer[self.at : self.at + length])
            self.at += length + 2
            return value
        left = length + 2
        while (there := len(self.buffer) - self.at) < left:
            left -= there
            self.at = len(self.buffer)
            self._receive()
        self.at += left
        return Size(length)

    def _receive(self):
        del self.buffer[: self.at]
        self.at = 0
        began = time.monotonic()
        if began > self.end_s:
            raise OutOfTime
        try:
            chunk = self.socket.recv(CHUNK_BYTES)
        except TimeoutError as error:
            self.longest_silence_s = max(self.longest_silence_s, time.monotonic() - began)
            raise Silence(f"no answer for {self.socket.gettimeout():.0f} s") from error
        except OSError as error:
            raise Dropped("dropped") from error
        self.longest_silence_s = max(self.longest_silence_s, time.monotonic() - began)
        if not chunk:
            raise Dropped("dropped")
        self.buffer += chunk
