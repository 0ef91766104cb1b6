import Testing

@testable import Server

/// D1: a replay starts at the frame of the oldest change that the store lacks, or a little before.
@Suite struct DirtyMarksTests {
  private static func marks() -> DirtyMarks {
    var marks = DirtyMarks()
    marks.append(position: 0, lsn: 0)
    marks.append(position: 10, lsn: 70_000)
    marks.append(position: 20, lsn: 140_000)
    // Too near the one before to be kept.
    marks.append(position: 30, lsn: 150_000)
    return marks
  }

  @Test(
    arguments: [
      (0, 0), (9, 0), (10, 70_000), (19, 70_000), (20, 140_000), (30, 140_000), (99, 140_000),
    ] as [(UInt64, UInt64)])
  func theMarkAtOrBeforeTheHeadCounts(head: UInt64, lsn: UInt64) {
    var marks = Self.marks()
    #expect(marks.lsn(forHead: head) == lsn)
  }

  @Test func nothingIsMarkedOnceAllIsWritten() {
    var marks = Self.marks()
    marks.removeAll()
    #expect(marks.lsn(forHead: 5) == nil)
    marks.append(position: 40, lsn: 150_008)
    #expect(marks.lsn(forHead: 40) == 150_008)
  }
}
