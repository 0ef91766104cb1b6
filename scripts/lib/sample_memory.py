"""Samples a process' memory until it ends: sample_memory.py PID INTERVAL_MS FILE

Writes a line for each sample: seconds since the first one, resident MB (VmRSS), the most that was
ever resident (VmHWM), both with 1 MB = 1,048,576 bytes.
"""

import sys
import time

UNIT_KB = 1024.0


def read_mb(pid):
    """The two figures of /proc/PID/status, or None when the process is gone."""
    try:
        with open(f"/proc/{pid}/status", encoding="ascii", errors="replace") as status:
            fields = dict(line.split(":", 1) for line in status)
        # A process that has ended and is not yet waited for has no memory lines.
        return [int(fields[name].split()[0]) / UNIT_KB for name in ("VmRSS", "VmHWM")]
    except (FileNotFoundError, ProcessLookupError, KeyError):
        return None


def main():
    pid, interval_s, path = int(sys.argv[1]), int(sys.argv[2]) / 1000, sys.argv[3]
    start = due = time.monotonic()
    with open(path, "w", encoding="ascii") as samples:
        while (sample := read_mb(pid)) is not None:
            print(f"{time.monotonic() - start:.3f} {sample[0]:.3f} {sample[1]:.3f}", file=samples)
            samples.flush()
            due += interval_s
            time.sleep(max(0.0, due - time.monotonic()))


main()
