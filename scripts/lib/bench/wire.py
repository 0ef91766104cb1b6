"""One connection that asks a server for its state: RESP2, just enough for INFO and its like."""

import socket


class Wire:
    def __init__(self, port):
        self._socket = socket.create_connection(("127.0.0.1", port), timeout=60)
        self._input = self._socket.makefile("rb")

    def close(self):
        self._input.close()
        self._socket.close()

    def call(self, *words):
        """The reply as text or number; raises when it is an error."""
        request = [f"*{len(words)}\r\n"]
        request += [f"${len(word)}\r\n{word}\r\n" for word in words]
        self._socket.sendall("".join(request).encode("ascii"))
        return self._reply()

    def info(self, section):
        lines = self.call("INFO", section).splitlines()
        return dict(line.split(":", 1) for line in lines if ":" in line)

    def _reply(self):
        line = self._input.readline().decode("utf-8", "replace").rstrip("\r\n")
        kind, text = line[:1], line[1:]
        if kind == "-":
            raise RuntimeError(f"the server answered: {text}")
        if kind == ":":
            return int(text)
        if kind == "$":
            return self._input.read(int(text) + 2)[:-2].decode("utf-8", "replace")
        return text
