"""The two load generators: redis-benchmark where its figures are the convention, else our own."""

import csv
import json
import subprocess

CLIENTS = 50
VALUE_BYTES = 256
KEYS = 100_000
# redis-benchmark writes twelve digits over this word.
RANDOM_WORD = "__rand_int__"


def get_command():
    return ["get", f"key:{RANDOM_WORD}"]


def set_same_command():
    """Every save of a key writes the one value it has. No other command writes these keys."""
    return ["set", f"same:{RANDOM_WORD}", "x" * VALUE_BYTES]


def set_new_command():
    """A save writes a value that the key, but for one time in a hundred thousand, does not have."""
    return ["set", f"key:{RANDOM_WORD}", "x" * (VALUE_BYTES - len(RANDOM_WORD)) + RANDOM_WORD]


def redis_benchmark(server, command, requests, pipeline):
    """Throughput, server CPU and latency of one command of redis-benchmark."""
    options = ["-c", CLIENTS, "-P", pipeline, "-r", KEYS, "-n", requests, "--csv"]
    before = server.sample()
    output = checked(["redis-benchmark", "-p", server.port, *options, *command])
    cpu = server.sample().cpu_us - before.cpu_us
    # The command, which holds no comma, is the first column; a header may come before the line.
    row = list(csv.reader(output.strip().splitlines()))[-1]
    return {"ops": float(row[1]), "cpu_us": cpu / requests}


def token_load(server, workload, **options):
    """The report of tokencache-load. Options by name: `value_size=256` is --value-size 256."""
    words = [workload, "--own-server", "--port", server.port, "--pid", server.pid, "--json"]
    if server.protocol != "resp":
        words += ["--protocol", server.protocol]
    for name, value in options.items():
        flag = "--" + name.replace("_", "-")
        words += [flag] if value is True else [flag, value]
    report = json.loads(checked([token_load.program, *words]))
    if report["errors"]:
        raise RuntimeError(f"{server.label} refused: {report['errors']}")
    return report


token_load.program = "tokencache-load"


def await_first_get(server):
    """Milliseconds from the start of a server to its first answer to a GET."""
    words = ["await", "--port", server.port, "--pid", server.pid, "--since", server.started_us]
    return float(checked([token_load.program, *words, "--timeout", 120]))


def checked(words):
    done = subprocess.run([str(word) for word in words], capture_output=True, text=True, check=False)
    if done.returncode:
        raise RuntimeError(f"{' '.join(map(str, words))[:200]}: {done.stderr.strip()[-500:]}")
    return done.stdout
