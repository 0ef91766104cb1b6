"""What the table claims: python3 -m unittest bench.test_results, with scripts/lib on PYTHONPATH."""

import unittest

from . import results, tables
from .families import FAMILIES
from .rows import OURS, REDIS, VALKEY, Figure, Row, at_least, at_most


def line(ours, theirs, aim):
    """The line of one figure with these rounds."""
    measured = results.Results()
    for contender, values in ((OURS, ours), (REDIS, theirs)):
        for value in values:
            measured.add("row", contender, {"key": value})
    row = Row("row", "Row", "tool", (Figure("key", "unit", 1, aim),))
    return results.document(measured, [row])[0]["figures"][0]


class AimTests(unittest.TestCase):
    def test_a_ratio_is_one_of_medians(self):
        found = line([10, 30, 20], [10, 10, 1000], at_least(2.0))
        self.assertEqual((found["ratio"], found["met"]), (2.0, True))
        self.assertEqual((found["ours"]["low"], found["ours"]["high"]), (10, 30))

    def test_an_aim_is_missed_on_its_own_side(self):
        self.assertFalse(line([19], [10], at_least(2.0))["met"])
        self.assertFalse(line([11], [10], at_most(1.0))["met"])
        self.assertTrue(line([10], [10], at_most(1.0))["met"])

    def test_a_stall_in_one_round_counts(self):
        self.assertFalse(line([1, 1, 21], [50, 50, 50], at_most(20, "worst"))["met"])
        self.assertTrue(line([1, 1, 21], [50, 50, 50], at_most(20, "median"))["met"])

    def test_nothing_is_claimed_against_a_peer_that_measured_nought(self):
        found = line([1], [0], at_most(0.5))
        self.assertEqual((found["ratio"], found["met"]), (None, None))

    def test_another_peer_has_a_line_without_an_aim(self):
        measured = results.Results()
        for contender, value in ((VALKEY, 8), (REDIS, 5), (OURS, 10)):
            measured.add("row", contender, {"key": value})
        row = Row("row", "Row", "tool", (Figure("key", "unit", 1, at_least(2.0)),))
        lines = results.document(measured, [row])[0]["figures"]
        self.assertEqual([each["peer"]["name"] for each in lines], [REDIS, VALKEY])
        self.assertEqual([each.get("met") for each in lines], [True, None])


class TableTests(unittest.TestCase):
    def test_every_row_has_a_name_of_its_own(self):
        names = [row.name for family in FAMILIES for row in family.rows]
        self.assertEqual(len(names), len(set(names)))

    def test_markdown_has_a_cell_for_each_heading(self):
        section = {"title": "Row", "tool": "tool", "ours": OURS, "figures": [line([1], [2], None)]}
        shown = tables.markdown([section], "about").splitlines()
        self.assertEqual(shown[4], "| Row | unit | 1.0 (1.0-1.0) | 2.0 (2.0-2.0) redis-server | 0.50 |  |  |")
        self.assertEqual(shown[2].count("|"), shown[4].count("|"))


if __name__ == "__main__":
    unittest.main()
