"""Case 15: starts, files of settings and what is shipped."""

import fcntl
import pathlib
import re
import signal
import subprocess

from harness.client import Client, Dropped, Error, Silence
from harness.daemon import NotServing, is_root
from harness.run import Skipped, case

ROOT = pathlib.Path(__file__).resolve().parents[3]
PIPE_BYTES = 4096


@case("15-bind-nowhere")
def bind_nowhere(run):
    daemon = run.prepare(bind=("--bind", "-10.99.99.99"))
    try:
        daemon.start(patience_s=3)
    except NotServing as refusal:
        ended = not daemon.is_alive()
        run.check(
            ended, f"{'refused' if ended else 'runs and listens nowhere'}: {str(refusal)[-120:]}"
        )


def settings_file(daemon, text):
    path = daemon.scratch / "tokencached.conf"
    path.write_bytes(text)
    daemon.settings = [str(path)]
    return daemon


@case("15-settings-with-a-bom")
def settings_with_a_bom(run):
    daemon = settings_file(run.prepare(), b"\xef\xbb\xbfmaxmemory 8mb\n")
    try:
        daemon.start(patience_s=5)
        run.check(daemon.ask("CONFIG", "GET", "maxmemory")[1] == b"8388608", "taken")
    except NotServing as refusal:
        run.check("byte order mark" in str(refusal).lower(), f"refused: {str(refusal)[-120:]!r}")


@case("15-include-glob")
def include_glob(run):
    daemon = settings_file(run.prepare(), b"include conf.d/*.conf\n")
    (daemon.scratch / "conf.d").mkdir()
    (daemon.scratch / "conf.d" / "a.conf").write_text("maxmemory 9mb\n", encoding="ascii")
    (daemon.scratch / "conf.d" / "b.conf").write_text("maxclients 77\n", encoding="ascii")
    daemon.start(patience_s=5)
    said = daemon.ask("CONFIG", "GET", "maxclients")[1]
    run.check(said == b"77", f"maxclients {said.decode()} of 77")


@case("15-log-pipe-unread")
def log_pipe_unread(run):
    daemon = run.prepare("--loglevel", "debug", "--maxmemory", "8mb", "--journal-size", "1mb")
    daemon.start(stderr=subprocess.PIPE)
    fcntl.fcntl(daemon.process.stderr, 1031, PIPE_BYTES)  # F_SETPIPE_SZ, see fcntl(2)
    good = 0
    try:
        for _ in range(300):
            # Each is worth at least a line.
            daemon.process.send_signal(signal.SIGHUP)
            with Client(daemon.port, 2) as client:
                client.call("PING")
                good += 1
        run.check(daemon.answers(), f"{good} clients served")
    except (Silence, Dropped, TimeoutError) as error:
        run.check(False, f"after {good} clients: {type(error).__name__} {error}")


@case("15-descriptors")
def descriptors(run):
    daemon = run.daemon(prefix=("prlimit", "--nofile=200:200"))
    said = daemon.ask("CONFIG", "SET", "maxclients", 20_000)
    clients, good, refused, silent = [], 0, 0, 0
    for _ in range(254):
        try:
            clients.append(Client(daemon.port, 1))
            reply = clients[-1].call("PING")
            good += reply == "PONG"
            refused += isinstance(reply, Error)
        except (Dropped, Silence, OSError):
            silent += 1
    run.check(
        silent == 0,
        f"CONFIG SET: {said}; {good} served, {refused} told, {silent} dropped without a word",
    )
    for client in clients:
        client.close()


@case("15-without-proc")
def without_proc(run):
    if not is_root() or subprocess.run(["unshare", "-m", "true"], check=False).returncode:
        raise Skipped("hiding /proc needs root")
    words = [
        "unshare",
        "-m",
        "sh",
        "-c",
        'mount -t tmpfs none /proc && exec "$@"',
        "sh",
        run.program,
        "--version",
    ]
    try:
        said = subprocess.run(
            words, capture_output=True, timeout=5, check=False, cwd=run.control.scratch
        )
        run.check(
            said.returncode == 0 and b"tokencached" in said.stdout,
            f"--version: {said.stdout[:60]!r}",
        )
    except subprocess.TimeoutExpired:
        run.check(False, "--version starts the daemon")


@case("15-build-paths")
def build_paths(run):
    program = pathlib.Path(run.program).read_bytes()
    # From the root of the machine: what is named as seen from the checkout tells nothing of it. Swift's
    # own libraries, which are inside, name where swift.org built them.
    path = rb"(?<![\w./+-])/(?!home/build-user/swift)(?:[\w.+-]+/)*(?:\.build|Sources)/[\w./+-]+"
    found = set(re.findall(path, program))
    count = len(found) + program.count(bytes(ROOT))
    run.check(not count, f"{count} paths of the build in the program")


@case("15-unit-and-documents")
def unit_and_documents(run):
    unit = (ROOT / "config/tokencached.service").read_text(encoding="utf-8")
    run.check(
        "/bin/kill" not in unit,
        "the unit needs /bin/kill" if "/bin/kill" in unit else "the unit needs no /bin/kill",
    )
    folder = ROOT / "Sources/tokencached/Documentation.docc/Operators"
    text = (folder / "DifferencesFromRedis.md").read_text(encoding="utf-8")
    missing = [
        name for name in ("SETBIT", "DUMP", "MIGRATE", "WAITAOF", "DEBUG") if name not in text
    ]
    run.check(not missing, f"absent commands not named: {missing}")
    run.check(
        "7.4" in text,
        "the version that HELLO says is named" if "7.4" in text else "another version than HELLO's",
    )
