"""Case 19: 100 KB of cheap requests that hold everybody up."""

from harness.client import Client, encode
from harness.run import case

SENT_BYTES = 100_000


def pipeline_stall(run, daemon, request):
    count = SENT_BYTES // len(request) // run.size(1, 3)
    with daemon.client(30) as client, run.watch(daemon):
        replies = client.pipeline([request] * count)
        run.silence(client)
    run.check(len(replies) == count, f"{len(replies)} answers, last {str(replies[-1])[:50]}")


def with_a_megabyte(run):
    daemon = run.daemon(*(("--maxmemory", "16mb", "--journal-size", "2mb") if run.is_quick else ()))
    daemon.ask("SET", "k", b"v" * 1_000_000)
    return daemon


@case("19-append-nothing")
def append_nothing(run):
    pipeline_stall(run, with_a_megabyte(run), encode("APPEND", "k", ""))


@case("19-setrange")
def setrange(run):
    pipeline_stall(run, with_a_megabyte(run), encode("SETRANGE", "k", 5, "a"))


@case("19-copy-replace")
def copy_replace(run):
    pipeline_stall(run, with_a_megabyte(run), encode("COPY", "k", "c", "REPLACE"))


@case("19-rename")
def rename(run):
    daemon = with_a_megabyte(run)
    pipeline_stall(run, daemon, encode("RENAME", "k", "k"))


@case("19-getrange")
def getrange(run):
    pipeline_stall(run, with_a_megabyte(run), encode("GETRANGE", "k", 0, 9))


@case("19-getex")
def getex(run):
    pipeline_stall(run, with_a_megabyte(run), encode("GETEX", "k", "EX", 100))


@case("19-acl-genpass")
def acl_genpass(run):
    pipeline_stall(run, run.capped(), encode("ACL", "GENPASS", 4096))


@case("19-info")
def info(run):
    pipeline_stall(run, run.capped(), b"INFO\r\n")


@case("19-command-docs")
def command_docs(run):
    pipeline_stall(run, run.capped(), encode("COMMAND", "DOCS"))


def beside_clients(run, request):
    daemon = run.daemon(*(("--maxmemory", "16mb") if run.is_quick else ()))
    others = [Client(daemon.port) for _ in range(300)]
    pipeline_stall(run, daemon, request)
    for other in others:
        other.close()


@case("19-client-list")
def client_list(run):
    beside_clients(run, encode("CLIENT", "LIST", "TYPE", "master"))


@case("19-client-list-all")
def client_list_all(run):
    beside_clients(run, encode("CLIENT", "LIST"))


@case("19-client-kill")
def client_kill(run):
    beside_clients(run, encode("CLIENT", "KILL", "ADDR", "1.2.3.4:5"))
