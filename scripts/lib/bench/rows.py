"""What a row of the table is: what is compared, with which tool, and how well it has to do."""

from dataclasses import dataclass

OURS, REDIS = "tokencached", "redis-server"
VALKEY, MEMCACHED = "valkey-server", "memcached"


@dataclass(frozen=True)
class Aim:
    """A bound on a figure: `of` says whether on the ratio, on our median or on our worst round."""

    sense: str
    bound: float
    of: str = "ratio"

    def is_met(self, value):
        return value >= self.bound if self.sense == ">=" else value <= self.bound

    def __str__(self):
        sign = "≥" if self.sense == ">=" else "≤"
        return f"{sign} {self.bound:g}{'' if self.of == 'ratio' else ' abs.'}"


@dataclass(frozen=True)
class Figure:
    """One measured quantity of a row: its key in the results and how it is shown."""

    key: str
    title: str
    decimals: int = 0
    aim: Aim | None = None


@dataclass(frozen=True)
class Row:
    """One line of comparison between `ours` and `peer`, which are contenders of its family."""

    name: str
    title: str
    tool: str
    figures: tuple
    ours: str = OURS
    peer: str = REDIS


def at_least(bound, of="ratio"):
    return Aim(">=", bound, of)


def at_most(bound, of="ratio"):
    return Aim("<=", bound, of)
