"""Polite clients in a process of their own: one that pings, one that saves, and one that pings an
idle daemon, whose waits are the machine's fault and not that of the daemon under proof."""

import multiprocessing
import select
import socket
import time

from bench.process import fields

PING_S = 0.002
SAVE_S = 0.05
SAMPLE_S = 0.005
LAST_ANSWER_S = 5.0


class Lane:
    """Sends one request at a time and records how long each answer took."""

    def __init__(self, port, request, period_s, greeting=b""):
        self.socket = socket.create_connection(("127.0.0.1", port), timeout=5)
        self.socket.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        if greeting:
            self.socket.sendall(greeting)
            self.socket.recv(100)
        self.request, self.period_s = request, period_s
        self.due_s, self.sent_s = time.monotonic(), None
        self.latencies_ms, self.errors, self.is_dead = [], [], False

    def send(self, now):
        if self.sent_s is None and not self.is_dead and now >= self.due_s:
            self.sent_s = now
            try:
                self.socket.sendall(self.request)
            except OSError:
                self.is_dead = True

    def receive(self):
        try:
            answer = self.socket.recv(4096)
        except OSError:
            answer = b""
        if not answer:
            self.is_dead = True
        elif self.sent_s is not None:
            if answer[:1] == b"-":
                self.errors.append(answer.decode("utf-8", "replace").strip())
            now = time.monotonic()
            self.latencies_ms.append((now - self.sent_s) * 1000)
            self.sent_s, self.due_s = None, now + self.period_s

    def figures(self):
        if self.sent_s is not None:
            # What is still owed counts with the time that it has taken until now.
            self.latencies_ms.append((time.monotonic() - self.sent_s) * 1000)
        return sorted(self.latencies_ms) or [0.0], self.errors, self.is_dead


def watch(pipe, pid, port, control_port, greeting):
    """The body of the process: goes on until told to stop, then sends what it saw."""
    save = b"*3\r\n$3\r\nSET\r\n$11\r\nbounds:save\r\n$1\r\nv\r\n"
    lanes = [
        Lane(port, b"PING\r\n", PING_S, greeting),
        Lane(port, save, SAVE_S, greeting),
        Lane(control_port, b"PING\r\n", PING_S),
    ]
    pipe.send("ready")
    peak_kb, end_s, sample_s = 0, None, 0.0
    while True:
        now = time.monotonic()
        if end_s is None and pipe.poll():
            end_s = now + LAST_ANSWER_S
        if end_s is None:
            for lane in lanes:
                lane.send(now)
        elif now > end_s or all(lane.sent_s is None or lane.is_dead for lane in lanes):
            break
        if now >= sample_s:
            peak_kb, sample_s = max(peak_kb, resident_kb(pid)), now + SAMPLE_S
        alive = [lane.socket for lane in lanes if not lane.is_dead]
        # Not select, which takes no descriptor above 1023.
        poll = select.poll()
        for one in alive:
            poll.register(one, select.POLLIN)
        ready = {descriptor for descriptor, _ in poll.poll(1)}
        for lane in lanes:
            if not lane.is_dead and lane.socket.fileno() in ready:
                lane.receive()
    pipe.send(([lane.figures() for lane in lanes], peak_kb))


def resident_kb(pid):
    try:
        return fields(f"/proc/{pid}/status").get("VmRSS", 0)
    except OSError:
        return 0


class Watch:
    """`with Watch(daemon, control):` around a load. What it saw stands in its fields after."""

    def __init__(self, daemon, control):
        self.daemon, self.control = daemon, control
        self.peak_mb = self.ping_p99_ms = self.ping_max_ms = self.save_max_ms = 0.0
        self.control_p99_ms = self.control_max_ms = 0.0
        self.save_errors, self.was_dropped, self.pings = [], False, 0

    def __enter__(self):
        context = multiprocessing.get_context("fork")
        self.pipe, other = context.Pipe()
        greeting = f"AUTH {self.daemon.password}\r\n".encode() if self.daemon.password else b""
        ports = (self.daemon.pid, self.daemon.port, self.control.port, greeting)
        self.process = context.Process(target=watch, args=(other, *ports), daemon=True)
        self.process.start()
        other.close()
        self.pipe.recv()
        self.daemon.forget_peak()
        return self

    def __exit__(self, *_):
        self.pipe.send("stop")
        ((pings, _, dropped), (saves, errors, also_dropped), (control, _, _)), peak_kb = (
            self.pipe.recv()
        )
        self.process.join()
        self.pings, self.ping_p99_ms, self.ping_max_ms = len(pings), percentile(pings), pings[-1]
        self.control_p99_ms, self.control_max_ms = percentile(control), control[-1]
        self.save_max_ms, self.save_errors = saves[-1], errors
        self.was_dropped = dropped or also_dropped
        self.peak_mb = peak_kb / 1024
        if self.daemon.is_alive():
            self.peak_mb = max(self.peak_mb, self.daemon.resident_mb()[1])


def percentile(values, share=0.99):
    return values[min(int(len(values) * share), len(values) - 1)]
