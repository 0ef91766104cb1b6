"""A request of the sweep and what is known of its reply."""

from dataclasses import dataclass

from harness.client import encode

ALL = ("alone", "pipelined", "exec")


@dataclass
class Request:
    """`replies` is more than one for commands that answer once for each argument. `reply_bytes` is
    about how long a reply is, which bounds how often it is asked for."""

    words: tuple
    modes: tuple = ALL
    reply_bytes: int = 100
    replies: int = 1

    def encoded(self):
        return encode(*self.words)


def ask(*words, **options):
    return Request(words, **options)
