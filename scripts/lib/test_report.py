"""Reads what `swift test` prints, keeps all of it in a file, and shows how far it is and what failed.

    swift test 2>&1 | test_report.py LOG
"""

import re
import sys
import threading
import time

LONGEST_LINE = 400
LONGEST_ISSUE = 30
PAUSE_S = 30

# Into a pipe the tests write as to a terminal.
COLOURS = re.compile(r"\x1b\[[0-9;]*m")
# A line with an argument that holds a zero stops there, without its end.
UNENDED = re.compile(r"^.+?(?=[✔✘] (?:Test|Suite) )")
MARK = re.compile(r"[^\x00-\x7f]+ (Test|Suite|Test run|Test case) ?")
STARTED = re.compile(r"◇ Test (?!run|case).* started\.$")
PASSED = re.compile(r"✔ Test (?!run|case)")
FAILED = re.compile(r"✘ Test (?!run|case).* failed after ")
SKIPPED = re.compile(r"[➜⏭] Test ")
ISSUE = re.compile(r"✘ Test .* recorded an issue")
TOTAL = re.compile(r"Test run with (\d+ tests?).* (passed|failed) after ([\d.]+) seconds")
CRASH = re.compile(r"Fatal error|unexpected signal|error: |[Cc]rash")


def shortened(line):
    line = line.rstrip("\n")
    if len(line) <= LONGEST_LINE:
        return line
    return f"{line[:LONGEST_LINE]} … ({len(line) - LONGEST_LINE} characters more in the log)"


class Report:
    def __init__(self):
        self.started = self.passed = self.failed = 0
        self.skipped = []
        self.issues = []
        self.crashes = []
        self.total = None
        self.tail = []
        self.is_in_issue = False

    def take(self, line):
        self.tail = (self.tail + [line])[-15:]
        if ISSUE.match(line):
            self.issues.append([shortened(line)])
            self.is_in_issue = True
            return
        if MARK.match(line) and not line.startswith("↳"):
            self.is_in_issue = False
            self.count(line)
        elif self.is_in_issue and len(self.issues[-1]) < LONGEST_ISSUE:
            self.issues[-1].append(shortened(line))
        elif CRASH.search(line):
            self.crashes.append(shortened(line))

    def count(self, line):
        total = TOTAL.search(line)
        if total:
            self.total = f"{total[1]} {total[2]} after {float(total[3]):.0f} seconds"
        elif PASSED.match(line) and " passed after " in line:
            self.passed += 1
        elif STARTED.match(line):
            self.started += 1
        elif FAILED.match(line):
            self.failed += 1
        elif SKIPPED.match(line):
            self.skipped.append(shortened(line))

    def summary(self, log):
        lines = list(self.skipped)
        for issue in self.issues:
            lines += ["", *issue]
        if self.total is None:
            lines += ["", "the tests did not come to their end:"]
            lines += (self.crashes or [shortened(line) for line in self.tail])[-15:]
        counts = f"{self.passed} passed, {self.failed} failed, {len(self.skipped)} skipped"
        lines += ["", f"tests: {self.total or 'unfinished'} ({counts}), the whole log: {log}"]
        return "\n".join(lines)


class Progress:
    """A line on a terminal that is written over, a line now and then elsewhere."""

    def __init__(self, report):
        self.report = report
        self.began = time.monotonic()
        self.is_terminal = sys.stderr.isatty()
        self.has_ended = threading.Event()
        self.thread = threading.Thread(target=self.run, daemon=True)
        self.thread.start()

    def run(self):
        while not self.has_ended.wait(1 if self.is_terminal else PAUSE_S):
            text = f"{time.monotonic() - self.began:4.0f} s: {self.text()}"
            sys.stderr.write(f"\r\033[K{text}" if self.is_terminal else f"{text}\n")
            sys.stderr.flush()

    def text(self):
        report = self.report
        if report.started == 0:
            return "starting"
        # Swift runs the bodies of all tests that it has started before it tells that one has ended.
        if report.passed + report.failed == 0:
            return f"{report.started} tests have begun, most of them end together"
        return f"{report.passed} passed, {report.failed} failed"

    def end(self):
        self.has_ended.set()
        self.thread.join()
        if self.is_terminal:
            sys.stderr.write("\r\033[K")


def main():
    report = Report()
    progress = Progress(report)
    with open(sys.argv[1], "w", encoding="utf-8", errors="replace") as log:
        for raw in sys.stdin.buffer:
            line = COLOURS.sub("", raw.decode("utf-8", "replace"))
            log.write(line)
            report.take(UNENDED.sub("", line))
    progress.end()
    print(report.summary(sys.argv[1]), flush=True)


if __name__ == "__main__":
    main()
