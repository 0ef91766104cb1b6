"""Samples a server once a second until it is ended: python3 -m soak.sample PORT DIR PIDFILE OUT

Writes a line a second: seconds, resident MB, descriptors, threads, MB of the database with its log,
MB of the journal, keys, used MB, clients, the worst lag in ms from a deadline to its `expired` event,
and the longest in ms that this program itself waited for a processor, which that lag includes. The
server may be another process each second: PIDFILE tells which.
"""

import pathlib
import socket
import sys
import time

MB = 1 << 20


def process_figures(pid):
    status = pathlib.Path(f"/proc/{pid}/status").read_text(encoding="ascii", errors="replace")
    lines = dict(line.split(":", 1) for line in status.splitlines() if ":" in line)
    resident = int(lines["VmRSS"].split()[0]) / 1024
    return resident, len(list(pathlib.Path(f"/proc/{pid}/fd").iterdir())), int(lines["Threads"])


def file_mb(directory, *names):
    total = 0
    for name in names:
        try:
            total += (pathlib.Path(directory) / name).stat().st_size
        except FileNotFoundError:
            pass
    return total / MB


class Probe:
    """Saves a key each second and waits for the event of its end."""

    def __init__(self, port):
        self.number = 0
        self.worst_ms = self.starved_ms = 0.0
        self.control = socket.create_connection(("127.0.0.1", port), timeout=5)
        self.events = socket.create_connection(("127.0.0.1", port), timeout=5)
        self.ask("CONFIG SET notify-keyspace-events Ex")
        self.events.sendall(b"PSUBSCRIBE __keyevent@*__:expired\r\n")
        self.events.setblocking(False)
        self.rest = b""
        self.deadlines = {}

    def ask(self, line):
        self.control.sendall(line.encode() + b"\r\n")
        answer = self.control.recv(1 << 16)
        if not answer:
            raise ConnectionError
        if answer[:1] == b"$":
            length = int(answer[1:].split(b"\r\n", 1)[0])
            while len(answer) < length:
                answer += self.control.recv(1 << 16)
        return answer.decode(errors="replace")

    def information(self):
        lines = self.ask("INFO").splitlines()
        found = dict(line.split(":", 1) for line in lines if ":" in line)
        keys = int(self.ask("DBSIZE").strip().lstrip(":"))
        return keys, int(found["used_memory"]) / MB, int(found["connected_clients"])

    def start(self):
        self.number += 1
        deadline = int(time.time() * 1000) + 400
        key = f"probe:{self.number}"
        self.deadlines[key] = deadline
        self.ask(f"SET {key} v PXAT {deadline}")

    def listen(self, seconds):
        last = time.monotonic()
        end = last + seconds
        while (now := time.monotonic()) < end:
            self.starved_ms = max(self.starved_ms, (now - last) * 1000)
            last = now
            try:
                self.take(self.events.recv(1 << 16))
            except BlockingIOError:
                time.sleep(0.0005)

    def take(self, received):
        if not received:
            raise ConnectionError
        at = time.time() * 1000
        self.rest += received
        lines = self.rest.split(b"\r\n")
        self.rest = lines.pop()
        for line in lines:
            deadline = self.deadlines.pop(line.decode(errors="replace"), None)
            if deadline:
                self.worst_ms = max(self.worst_ms, at - deadline)

    def worst(self):
        """Both figures since the last call."""
        worst, self.worst_ms, self.starved_ms = (self.worst_ms, self.starved_ms), 0.0, 0.0
        return worst


def main():
    port, directory, pid_file, out = int(sys.argv[1]), sys.argv[2], sys.argv[3], sys.argv[4]
    began, probe = time.monotonic(), None
    with open(out, "w", encoding="ascii") as samples:
        while True:
            try:
                probe = probe or Probe(port)
                probe.start()
                probe.listen(1)
                pid = int(pathlib.Path(pid_file).read_text(encoding="ascii"))
                figures = [
                    *process_figures(pid), file_mb(directory, "tokens.db", "tokens.db-wal"),
                    file_mb(directory, "tokens.journal"), *probe.information(), *probe.worst(),
                ]
                passed = time.monotonic() - began
                print(f"{passed:.1f} " + " ".join(f"{f:.3f}" for f in figures), file=samples)
                samples.flush()
            except (OSError, ValueError, KeyError):
                # It is being restarted.
                probe = None
                time.sleep(0.2)


main()
