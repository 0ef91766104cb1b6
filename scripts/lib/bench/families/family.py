"""The frame of a family of rows: whom it compares, and one measurement of one of them."""

from ..rows import OURS, REDIS

EVERYSEC = {
    OURS: ("--durability", "everysec"),
    REDIS: ("--save", "", "--appendonly", "yes", "--appendfsync", "everysec"),
}


class Family:
    """Rows that share their servers. A subclass says what is measured; the suite calls it in rounds,
    one contender after the other, so that whatever else the machine does meets them alike."""

    rows = ()
    # Whether only a full run, or one that names the row, measures it.
    is_optional = False

    def contenders(self, suite):
        """The names under which results are kept, in the order of measuring."""
        return (OURS, *suite.redis_like)

    def prepare(self, suite, contender):
        """What is kept through all rounds: mostly a server with its keys. None when each round has
        its own."""
        return suite.start(contender, EVERYSEC)

    def measure(self, suite, contender, prepared, row):
        """The figures of one row: a value by key."""
        raise NotImplementedError

    def finish(self, suite, prepared):
        if prepared is not None:
            prepared.discard()

    def round(self, suite, contender, prepared, rows):
        """One round of one contender: pairs of row and figures."""
        for row in rows:
            yield row, self.measure(suite, contender, prepared, row)
