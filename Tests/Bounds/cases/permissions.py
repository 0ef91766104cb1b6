"""Cases 14 and 15: what a user can learn or guess."""

import time

from harness.client import Client, Dropped, Error, Silence
from harness.run import case

# Far more than any person or client needs, far less than a guesser does.
GUESSES_PER_S = 1_000


@case("14-delex-tells-the-value")
def delex_tells(run):
    daemon = run.capped()
    daemon.ask("ACL", "SETUSER", "writer", "on", ">p", "%W~k*", "+@all")
    daemon.ask("SET", "k", "secret")
    learned = []
    with daemon.client() as client:
        client.call("AUTH", "writer", "p")
        for words in (
            ["DELEX", "k", "IFEQ", "guess"],
            ["DELEX", "k", "IFNE", "secret"],
            ["DELIFEQ", "k", "guess"],
            ["SET", "k", "v", "IFEQ", "guess"],
            ["SET", "k", "v", "GET"],
            ["GETSET", "k", "v"],
            ["GETDEL", "k"],
            ["APPEND", "k", ""],
            ["INCR", "k"],
            ["COPY", "k", "k2"],
        ):
            reply = client.call(*words)
            if words[0] not in ("APPEND", "INCR") and not (
                isinstance(reply, Error) and reply.startswith("NOPERM")
            ):
                learned.append(f"{' '.join(words)} -> {reply}")
    run.check(not learned, f"answered: {learned}")


@case("15-auth-guesses")
def auth_guesses(run):
    daemon = run.daemon("--requirepass", "secret", "--maxmemory", "8mb", "--journal-size", "1mb")
    request, guesses = b"AUTH x\r\n" * 500, 0
    with Client(daemon.port, 3) as client:
        began = time.monotonic()
        try:
            while time.monotonic() - began < 1:
                client.send(request)
                for _ in range(500):
                    client.reply()
                    guesses += 1
                    if time.monotonic() - began > 2:
                        break
        except (Dropped, Silence):
            pass
        rate = guesses / (time.monotonic() - began)
    run.check(
        rate <= GUESSES_PER_S,
        f"{rate:,.0f} guesses a second on one connection of {GUESSES_PER_S:,}",
    )
