"""The cases, in the order in which they are shown."""

from cases import (  # noqa: F401
    preconditions,
    journal_frames,
    strangers,
    peaks,
    peaks_small,
    deletes,
    stalls,
    deadlines,
    damaged_journal,
    full_disk,
    files,
    tracking,
    permissions,
    startup,
    sessions,
    replies,
    compaction,
    leftovers,
    damaged_database,
    pipelines,
    order,
    crowds,
)
from harness.run import CASES

# A file may hold cases of several numbers; shown by number they are found again.
CASES.sort(key=lambda case: int(case[0].partition("-")[0]))
