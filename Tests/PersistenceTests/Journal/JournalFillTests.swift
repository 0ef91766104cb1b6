import Glibc
import Testing

@testable import Persistence

/// A ring is written once before syncs must be fast; nothing in it changes by that.
@Suite struct JournalFillTests {
  private let directory: TemporaryDirectory
  private var path: String { directory.file("tokens.journal") }

  init() throws { directory = try TemporaryDirectory() }

  private func opened(in system: FileSystem = .system) throws -> Journal {
    try Journal.open(path: path, capacity: 64 << 10, replayFrom: 0, in: system)
  }

  private func holes() throws -> [Range<Int>] {
    let descriptor = open(path, O_RDONLY)
    defer { _ = close(descriptor) }
    var found: [Range<Int>] = []
    while let hole = FileSystem.system.hole(descriptor, found.last?.upperBound ?? 0) {
      found.append(hole)
    }
    return found
  }

  @Test func nothingReservedIsLeftUnwritten() throws {
    let journal = try opened()
    // Where reserved space is no hole there is nothing to fill and nothing to see.
    let before = try holes()
    try journal.fill()
    #expect(try holes().isEmpty, "of \(before)")
    #expect(try directory.contents("tokens.journal").count == journal.fileBytes)
  }

  @Test("Frames around and inside of holes stay", arguments: [0, 1, 4095, 4096, 4097, 10_000])
  func framesStay(start: Int) throws {
    var journal = try opened()
    _ = try journal.replayed()
    let payloads = (1...40).map { [UInt8](repeating: UInt8($0), count: 1000) }
    for payload in payloads { _ = try journal.append(payload) }
    let before = try directory.contents("tokens.journal")
    let written = JournalHeader.byteCount + Int(journal.head)
    var system = FileSystem.system
    let end = journal.fileBytes + 5000
    system.hole = { _, offset in
      let start = max(written + start, offset)
      return start < end ? start..<end : nil
    }
    try opened(in: system).fill()
    #expect(try directory.contents("tokens.journal") == before)
    var again = try opened()
    #expect(try again.replayed().payloads == payloads)
  }

  @Test func aFillThatFailsStopsTheStart() throws {
    var system = FileSystem.system
    system.hole = { _, offset in offset == 0 ? 8192..<16_384 : nil }
    system.write = { _, _, _, _ in
      errno = EIO
      return -1
    }
    _ = try opened()
    let journal = try opened(in: system)
    #expect(throws: StorageError.self) { try journal.fill() }
  }
}
