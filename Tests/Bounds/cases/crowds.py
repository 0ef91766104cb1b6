"""Cases 17 and 19: very many clients, patterns and subscriptions."""

from harness.client import Client, Error, encode
from harness.run import case

SMALL = ("--maxmemory", "8mb", "--journal-size", "1mb")


@case("17-subscriptions-refused")
def subscriptions_refused(run):
    """What does not fit is refused; the client and what it listened to before stay."""
    daemon = run.daemon(*SMALL)
    with Client(daemon.port) as client, daemon.client() as other, run.watch(daemon):
        client.call("HELLO", 3)
        client.send(encode("SUBSCRIBE", *[b"%d:" % n + b"c" * 10_000 for n in range(100)]))
        refusal = client.reply()
        confirmed = len(client.pushes)
        kept = int(daemon.info()["pubsub_channels"])
        client.pushes.clear()
        heard = other.call("PUBLISH", b"0:" + b"c" * 10_000, "hi")
        message = client.push(2)
    run.check(isinstance(refusal, Error), f"{confirmed} of 100 confirmed, then: {str(refusal)[:50]}")
    run.check(
        kept == confirmed and heard == 1 and message is not None, f"{kept} kept, {heard} hears"
    )


@case("17-patterns")
def patterns(run):
    """As many patterns as are taken from several clients, and messages all the same."""
    daemon = run.daemon()
    listeners, taken, refused = [], 0, 0
    for number in range(run.size(100, 8)):
        listener = Client(daemon.port)
        listener.call("HELLO", 3)
        listeners.append(listener)
        names = [f"*{number}:{n}:*x" for n in range(1_000)]
        listener.send(encode("PSUBSCRIBE", *names) + encode("PING"))
        reply = listener.reply()
        refused += isinstance(reply, Error)
        if isinstance(reply, Error):
            listener.reply()
        taken += len(listener.pushes)
        listener.pushes.clear()
    count = run.size(1_000, 200)
    with daemon.client(20) as client, run.watch(daemon):
        replies = client.pipeline([encode("PUBLISH", b"c" * 300, "m")] * count)
        run.silence(client)
        long = client.call("PUBLISH", b"c" * 60_000, "m")
    run.check(
        replies == [0] * count,
        f"{taken} patterns taken, {refused} clients refused more; "
        f"{count / max(run.last_seconds, 1e-9):.0f} PUBLISH a second, a long one: {str(long)[:40]}",
    )
    for listener in listeners:
        listener.close()


@case("19-client-list-of-a-crowd")
def client_list_of_a_crowd(run):
    crowd(run, lambda client: [client.call("CLIENT", "LIST", keep=False) for _ in range(10)])


@case("19-client-kill-of-a-crowd")
def client_kill_of_a_crowd(run):
    def kill(client):
        none = [client.call("CLIENT", "KILL", "LADDR", "1.2.3.4:5") for _ in range(10)]
        return none + [client.call("CLIENT", "KILL", "MAXAGE", "1", "USER", "default", "ID", "7")]

    crowd(run, kill)


def crowd(run, body):
    """With about as many clients as there may be."""
    daemon = run.daemon()
    clients = [Client(daemon.port) for _ in range(run.size(9_500, 900))]
    with daemon.client(20) as client, run.watch(daemon):
        replies = body(client)
        run.silence(client)
    run.check(
        not any(isinstance(reply, Error) for reply in replies),
        f"{len(clients)} clients; {len(replies)} answers, the first {str(replies[0])[:30]}, "
        f"{run.last_seconds / len(replies) * 1000:.0f} ms each",
    )
    for other in clients:
        other.close()
