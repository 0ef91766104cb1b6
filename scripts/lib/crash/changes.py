"""Changes of every kind until the server dies, and what must be there afterwards.

    python3 changes.py storm PORT LEDGER SEED SECONDS
    python3 changes.py check PORT LEDGER

Each lane has one connection, two databases of its own and a model of them. It sends batches of random
commands, MULTI among them, and writes into the ledger what the model was before each command whose
answer has not come, and after the last one. After a kill the two databases of a lane must be as they
were after some whole number of these commands: none that was answered is missing, none is there in
part, and every deadline that was asked for is exact. Deadlines that slide may be a twentieth of their
window early (D7). A FLUSHDB by itself gives way to other clients, so one without an answer may have
removed some keys and not others.

`storm` says when it begins, then prints how many commands were answered and exits 1 when an answer was not the expected one.
`check` prints the counts and exits 1 when a lane is as it never was.
"""

import copy
import json
import random
import socket
import sys
import threading
import time

LANES = 4
KEYS = 40
BATCH = 24
WINDOW_MS = 24 * 3_600_000
SLACK_MS = 2_000


class Dead(Exception):
    """The server has gone."""


class Failure(str):
    """An error reply."""


class Connection:
    def __init__(self, port, patience_s=20):
        self.socket = socket.create_connection(("127.0.0.1", port), timeout=patience_s)
        self.file = self.socket.makefile("rb")

    def send(self, requests):
        try:
            self.socket.sendall(b"".join(encode(words) for words in requests))
        except OSError as error:
            raise Dead from error

    def reply(self):
        try:
            line = self.file.readline()
        except OSError as error:
            raise Dead from error
        if not line.endswith(b"\r\n"):
            raise Dead
        kind, rest = line[:1], line[1:-2].decode()
        if kind == b"+":
            return rest
        if kind == b"-":
            return Failure(rest)
        if kind == b":":
            return int(rest)
        if kind == b"$":
            return None if rest == "-1" else self._string(int(rest))
        return None if rest == "-1" else [self.reply() for _ in range(int(rest))]

    def _string(self, length):
        try:
            data = self.file.read(length + 2)
        except OSError as error:
            raise Dead from error
        if len(data) < length + 2:
            raise Dead
        return data[:-2].decode()

    def call(self, *words):
        self.send([words])
        return self.reply()


def encode(words):
    words = [str(word).encode() for word in words]
    return b"*%d\r\n" % len(words) + b"".join(b"$%d\r\n%s\r\n" % (len(w), w) for w in words)


class Model:
    """Two databases: key to [value, absolute deadline or None]."""

    def __init__(self, numbers, state=None):
        self.numbers, self.state = numbers, state or [{}, {}]
        self.selected = 0

    def apply(self, words):
        """What the answer must be; changes the model."""
        name, *rest = words
        return getattr(self, "do_" + name.lower())(*rest)

    @property
    def here(self):
        return self.state[self.selected]

    def do_set(self, key, value, *option):
        self.here[key] = [value, int(option[1]) if option else None]
        return "OK"

    def do_del(self, key):
        return 0 if self.here.pop(key, None) is None else 1

    def do_rename(self, old, new):
        if old not in self.here:
            return Failure("ERR no such key")
        self.here[new] = self.here.pop(old)
        return "OK"

    def do_copy(self, old, new, *options):
        target = self.here
        if options[0] == "DB":
            target = self.state[self.numbers.index(options[1])]
        if old not in self.here or (new in target and "REPLACE" not in options):
            return 0
        target[new] = list(self.here[old])
        return 1

    def do_move(self, key, number):
        target = self.state[self.numbers.index(number)]
        if target is self.here:
            return Failure("ERR source and destination objects are the same")
        if key not in self.here or key in target:
            return 0
        target[key] = self.here.pop(key)
        return 1

    def do_swapdb(self, *_):
        self.state.reverse()
        return "OK"

    def do_flushdb(self):
        self.here.clear()
        return "OK"

    def do_pexpireat(self, key, deadline):
        if key not in self.here:
            return 0
        self.here[key][1] = deadline
        return 1

    def do_persist(self, key):
        if key not in self.here or self.here[key][1] is None:
            return 0
        self.here[key][1] = None
        return 1

    def do_getex(self, key, *option):
        if key not in self.here:
            return None
        self.here[key][1] = None if option[0] == "PERSIST" else option[1]
        return self.here[key][0]

    def do_append(self, key, text):
        entry = self.here.setdefault(key, ["", None])
        entry[0] += text
        return len(entry[0])

    def do_select(self, number):
        self.selected = self.numbers.index(number)
        return "OK"


class Lane:
    def __init__(self, port, number, seed, state):
        self.numbers = [2 * number + 1, 2 * number + 2]
        self.random = random.Random(f"{seed}.{number}")
        self.connection = Connection(port)
        self.model = Model(self.numbers, state)
        self.connection.call("SELECT", self.numbers[0])
        # What was there before each command without an answer, and after the last.
        self.states = [copy.deepcopy(self.model.state)]
        # For each of these commands which database it flushes, if it does.
        self.flushed = []
        self.answered, self.fault = 0, None

    def key(self):
        return f"k{self.random.randrange(KEYS)}"

    def deadline(self):
        # Far enough ahead that nothing expires before the check.
        return int(time.time() * 1000) + self.random.randrange(3_600_000, 90 * 86_400_000)

    def command(self):
        pick, other = self.random.random(), self.numbers[1 - self.model.selected]
        if pick < 0.3:
            value = "v" * self.random.randrange(400) + str(self.random.random())
            option = ("PXAT", self.deadline()) if self.random.random() < 0.5 else ()
            return ("SET", self.key(), value, *option)
        if pick < 0.38:
            return ("DEL", self.key())
        if pick < 0.48:
            return ("RENAME", self.key(), self.key())
        if pick < 0.58:
            where = ("DB", other) if self.random.random() < 0.5 else ("REPLACE",)
            old, new = self.random.sample(range(KEYS), 2)
            return ("COPY", f"k{old}", f"k{new}", *where)
        if pick < 0.66:
            return ("MOVE", self.key(), other)
        if pick < 0.7:
            return ("SWAPDB", *self.numbers)
        if pick < 0.71:
            return ("FLUSHDB",)
        if pick < 0.82:
            return ("PEXPIREAT", self.key(), self.deadline())
        if pick < 0.88:
            return ("PERSIST", self.key())
        if pick < 0.94:
            option = ("PERSIST",) if self.random.random() < 0.5 else ("PXAT", self.deadline())
            return ("GETEX", self.key(), *option)
        if pick < 0.97:
            return ("APPEND", self.key(), "+")
        return ("SELECT", self.random.choice(self.numbers))

    def batch(self):
        """Requests, and for each the answer that it must get; `states` grows by each step."""
        requests, answers = [], []
        while len(requests) < BATCH:
            if self.random.random() < 0.2:
                words = [self.command() for _ in range(self.random.randrange(1, 9))]
                # Beside so many other keys it is refused in a transaction.
                words = [w for w in words if w[0] != "FLUSHDB"]
                requests += [("MULTI",), *words, ("EXEC",)]
                answers += ["OK"] + ["QUEUED"] * len(words) + [[self.model.apply(w) for w in words]]
                # Only the EXEC changes anything, and then everything at once.
                self.states += [self.states[-1]] * (len(words) + 1)
                self.flushed += [None] * (len(words) + 2)
                self.states.append(copy.deepcopy(self.model.state))
            else:
                requests.append(self.command())
                flushes = requests[-1][0] == "FLUSHDB"
                self.flushed.append(self.model.selected if flushes else None)
                answers.append(self.model.apply(requests[-1]))
                self.states.append(copy.deepcopy(self.model.state))
        return requests, answers

    def storm(self, end_s):
        try:
            while time.monotonic() < end_s and not self.fault:
                requests, answers = self.batch()
                self.connection.send(requests)
                for number, (request, answer) in enumerate(zip(requests, answers)):
                    found = self.connection.reply()
                    if found != answer:
                        self.fault = describe(requests[: number + 1], found, answer)
                        return
                    del self.states[0], self.flushed[0]
                    self.answered += 1
        except Dead:
            pass


def describe(requests, found, answer):
    """The last request, with its whole transaction if it is an EXEC."""
    begin = len(requests) - (len(answer) + 2 if isinstance(answer, list) else 1)
    words = [" ".join(map(str, request))[:60] for request in requests[begin:]]
    return f"{words}: {str(found)[:400]} instead of {str(answer)[:400]}"


def storm(port, path, seed, seconds):
    try:
        with open(path, encoding="utf-8") as file:
            before = json.load(file)
    except FileNotFoundError:
        before = [{"states": [[{}, {}]]} for _ in range(LANES)]
    lanes = [Lane(port, n, seed, lane["states"][0]) for n, lane in enumerate(before)]
    print("connected", flush=True)
    end_s = time.monotonic() + seconds
    threads = [threading.Thread(target=lane.storm, args=(end_s,)) for lane in lanes]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    with open(path, "w", encoding="utf-8") as file:
        json.dump([{"states": lane.states, "flushed": lane.flushed} for lane in lanes], file)
    faults = [lane.fault for lane in lanes if lane.fault]
    print(f"changes={sum(lane.answered for lane in lanes)} faults={len(faults)}", *faults[:1])
    return 1 if faults else 0


def dump(connection, number):
    """Key to [value, deadline]."""
    connection.call("SELECT", number)
    found = {}
    for key in connection.call("KEYS", "*"):
        # The deadline first: reading the value would move one that slides.
        deadline = connection.call("PEXPIRETIME", key)
        found[key] = [connection.call("GET", key), deadline]
    return found


def fits(found, state, now_ms):
    """How many deadlines are not what they must be; None when keys or values differ."""
    if {k: v[0] for k, v in found.items()} != {k: v[0] for k, v in state.items()}:
        return None
    wrong = 0
    for key, (_, deadline) in state.items():
        seen = found[key][1]
        if deadline is not None:
            wrong += seen != deadline
        else:
            # Rounds are over within an hour, so a window is nearly as long as it was.
            earliest = now_ms - 3_600_000 + WINDOW_MS - WINDOW_MS // 20
            wrong += not earliest <= seen <= now_ms + WINDOW_MS + SLACK_MS
    return wrong


def candidates(lane, found):
    """What the lane's databases may be like."""
    for state, flushed in zip(lane["states"], [*lane["flushed"], None]):
        yield state
        if flushed is not None:
            rest = {key: entry for key, entry in state[flushed].items() if key in found[flushed]}
            yield [rest, state[1]] if flushed == 0 else [state[0], rest]


def check(port, path):
    with open(path, encoding="utf-8") as file:
        lanes = json.load(file)
    connection, counts = Connection(port), {"keys": 0, "exact": 0, "torn": 0, "late": 0}
    for number, lane in enumerate(lanes):
        found = [dump(connection, n) for n in (2 * number + 1, 2 * number + 2)]
        now_ms = int(time.time() * 1000)
        verdicts = []
        for state in candidates(lane, found):
            wrong = [fits(f, s, now_ms) for f, s in zip(found, state)]
            if None not in wrong:
                verdicts.append((sum(wrong), state))
        counts["keys"] += sum(map(len, found))
        if not verdicts:
            counts["torn"] += 1
            continue
        late, state = min(verdicts, key=lambda verdict: verdict[0])
        counts["late"] += late
        counts["exact"] += sum(e[1] is not None for database in state for e in database.values())
        lane["states"] = [state]
    if not counts["torn"] and not counts["late"]:
        with open(path, "w", encoding="utf-8") as file:
            json.dump(lanes, file)
    print(*(f"{name}={count}" for name, count in counts.items()))
    return 1 if counts["torn"] or counts["late"] else 0


def main():
    words = sys.argv[1:]
    if words[0] == "storm":
        return storm(int(words[1]), words[2], words[3], float(words[4]))
    return check(int(words[1]), words[2])


if __name__ == "__main__":
    sys.exit(main())
