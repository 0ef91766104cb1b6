import Testing

@testable import Persistence

/// No page that an earlier lap left on disk is written in part, which would read it first.
@Suite struct JournalPageTests {
  private static let page = JournalHeader.pageBytes
  private let directory: TemporaryDirectory

  init() throws { directory = try TemporaryDirectory() }

  /// A ring of four pages, full of frames that are no longer needed.
  private func secondLap() throws -> Journal {
    var journal = try Journal.open(
      path: directory.file("tokens.journal"), capacity: 4 * Self.page, replayFrom: 0)
    _ = try journal.replayed()
    for _ in 0..<16 { _ = try journal.append([UInt8](repeating: 0xFF, count: 1000)) }
    try #require(journal.head == UInt64(journal.capacity))
    journal.release(through: journal.head)
    return journal
  }

  /// Bytes of the ring, without the file's header.
  private func ring() throws -> [UInt8] {
    Array(try directory.contents("tokens.journal")[JournalHeader.byteCount...])
  }

  @Test("The rest of the frame's last page is empty", arguments: [1, 1000, 4000, 5000, 12_000])
  func theRestIsEmpty(payloadBytes: Int) throws {
    var journal = try secondLap()
    _ = try journal.append([UInt8](repeating: 0xEE, count: payloadBytes))
    let (ring, end) = (try ring(), Int(journal.head) - journal.capacity)
    let pageEnd = (end + Self.page - 1) / Self.page * Self.page
    #expect(ring[end..<pageEnd].allSatisfy { $0 == 0 })
    #expect(ring[pageEnd...].contains(0xFF), "more was cleared than needed")
    #expect(ring[..<end].contains(0xEE))
  }

  @Test func framesThatFollowInThePageLeaveItAsItIs() throws {
    var journal = try secondLap()
    let payloads = (1...5).map { [UInt8](repeating: $0, count: 500) }
    for payload in payloads { _ = try journal.append(payload) }
    let start = UInt64(journal.capacity)
    var again = try Journal.open(
      path: directory.file("tokens.journal"), capacity: 4 * Self.page, replayFrom: start)
    #expect(try again.replayed().payloads == payloads)
  }

  @Test func aPageWithTheOldestFrameInItIsLeftAlone() throws {
    var journal = try Journal.open(
      path: directory.file("tokens.journal"), capacity: 2 * Self.page, replayFrom: 0)
    _ = try journal.replayed()
    _ = try journal.append([UInt8](repeating: 1, count: 3000))
    let oldest = try journal.append([UInt8](repeating: 2, count: 4000))
    journal.release(through: oldest)
    _ = try journal.append([UInt8](repeating: 3, count: 3000))
    var again = try Journal.open(
      path: directory.file("tokens.journal"), capacity: 2 * Self.page, replayFrom: oldest)
    #expect(try again.replayed().payloads.map(\.count) == [4000, 3000])
  }
}
