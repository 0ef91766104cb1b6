import Keyspace
import Testing

@testable import Persistence

/// D8: what a damaged page could make two keys lead to one row.
@Suite struct SegmentDamageTests {
  private static func index(offsets: [UInt16]) -> SegmentIndex? {
    let sound = SegmentIndex(
      segment: 1, hashes: offsets.indices.map { UInt64($0) }, offsets: offsets,
      deadlinesMs: offsets.map { Int64($0) })
    return sound.hashBlob.withUnsafeBytes { hashes in
      sound.deadlineBlob.withUnsafeBytes { deadlines in
        SegmentIndex(segment: 1, hashBlob: hashes, deadlineBlob: deadlines)
      }
    }
  }

  @Test(arguments: [([0, 1, 2], true), ([3, 3], false), ([16_383], true), ([16_384], false)])
  func anIndexNamesEachRowOfItsSegmentOnce(offsets: [UInt16], isSound: Bool) {
    #expect((Self.index(offsets: offsets) != nil) == isSound)
  }
}
