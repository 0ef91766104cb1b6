"""Case 1: input that ends the process."""

import time

from harness.client import Client
from harness.run import case


def cross_protocol(run, silencer):
    """An HTTP request on a client whose replies are off: the refusal is cut from nothing."""
    daemon = run.capped()
    with Client(daemon.port) as client:
        client.send(b"PING\r\nCLIENT REPLY %s\r\nPOST / HTTP/1.1\r\n\r\n" % silencer)
        time.sleep(0.3)
    run.check(
        daemon.is_alive() and daemon.answers(), "alive" if daemon.is_alive() else "the process died"
    )


@case("1-http-after-reply-off")
def http_after_reply_off(run):
    cross_protocol(run, b"OFF")


@case("1-http-after-reply-skip")
def http_after_reply_skip(run):
    cross_protocol(run, b"SKIP")


@case("1-errors-while-silenced")
def errors_while_silenced(run):
    """Everything that ends or cuts a reply, while there is none."""
    daemon = run.capped()
    tails = [
        b"*1\r\n$x\r\n",
        b"*99999999999\r\n",
        b"QUIT\r\n",
        b"RESET\r\n",
        b"host: a\r\n",
        b'GET "a\r\n',
        b"MULTI\r\nGET\r\nEXEC\r\n",
        b"HELLO 9\r\n",
        b"EXEC\r\n",
        b"SUBSCRIBE a\r\nGET a\r\n",
        b"MONITOR\r\n",
        b"CLIENT KILL TYPE normal SKIPME no\r\n",
        b"MGET " + b"a " * 500 + b"\r\n",
        b"KEYS *\r\n",
    ]
    for silencer in (b"OFF", b"SKIP"):
        for tail in tails:
            with Client(daemon.port) as client:
                client.send(b"PING\r\nCLIENT REPLY %s\r\n%s" % (silencer, tail))
                time.sleep(0.02)
            if not daemon.is_alive():
                run.check(False, f"the process died of {silencer.decode()} and {tail[:20]!r}")
                return
    run.check(daemon.answers(), f"alive after {2 * len(tails)} ends of a silenced reply")
