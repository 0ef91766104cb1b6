"""What was measured: every round of every figure, and what follows from it."""

from collections import defaultdict
from statistics import median


class Results:
    def __init__(self):
        self._values = defaultdict(list)
        # Latency curves and memory over time, by name of plot and contender.
        self.curves = defaultdict(dict)

    def add(self, row, contender, figures):
        for key, value in figures.items():
            self._values[row, contender, key].append(value)

    def values(self, row, contender, key):
        return self._values.get((row, contender, key), [])

    def contenders(self, row):
        """Everyone who was measured in a row, in the order of the first measurement."""
        return list(dict.fromkeys(who for name, who, _ in self._values if name == row))


def spread(values):
    return {"median": median(values), "low": min(values), "high": max(values), "values": values}


def compare(results, row, figure, peer):
    """One line of the table as plain data, or None when one side has no figure."""
    ours = results.values(row.name, row.ours, figure.key)
    theirs = results.values(row.name, peer, figure.key) if peer else []
    if not ours:
        return None
    line = {"key": figure.key, "title": figure.title, "ours": spread(ours), "decimals": figure.decimals}
    if theirs:
        line["peer"] = {"name": peer, **spread(theirs)}
        line["ratio"] = ratio(ours, theirs)
    # The aims are set against one peer; others are shown beside it.
    if figure.aim and (peer == row.peer or not peer):
        line["aim"] = {"sense": figure.aim.sense, "bound": figure.aim.bound, "of": figure.aim.of}
        line["aim_text"] = str(figure.aim)
        line["met"] = judged(figure.aim, line)
    return line


def ratio(ours, theirs):
    return median(ours) / median(theirs) if median(theirs) else None


def judged(aim, line):
    value = {
        "ratio": line.get("ratio"), "median": line["ours"]["median"], "worst": line["ours"]["high"]
    }[aim.of]
    return None if value is None else aim.is_met(value)


def document(results, rows):
    """All rows that were measured, for the JSON file and the tables."""
    sections = []
    for row in rows:
        peers = [who for who in results.contenders(row.name) if who != row.ours]
        # The peer of the aims comes first.
        peers.sort(key=lambda who: who != row.peer)
        lines = [
            line
            for peer in peers or [None]
            for figure in row.figures
            if (line := compare(results, row, figure, peer))
        ]
        if lines:
            sections.append(
                {"name": row.name, "title": row.title, "tool": row.tool, "ours": row.ours, "figures": lines}
            )
    return sections
