import Foundation
import Testing

@testable import Persistence

/// D1, D4: whatever moment the process or the machine dies at, exactly the complete frames come back.
@Suite struct JournalCrashTests {
  private static let ringStart = 8192
  private let directory: TemporaryDirectory
  private var path: String { directory.file("tokens.journal") }

  init() throws { directory = try TemporaryDirectory() }

  /// A journal with these frames, and the bytes of its file before and after each one.
  private func snapshots(_ payloads: [[UInt8]], from start: UInt64) throws -> [[UInt8]] {
    var journal = try Journal.open(path: path, capacity: 4096, replayFrom: start)
    _ = try journal.replayed()
    var result = [try directory.contents("tokens.journal")]
    for payload in payloads {
      _ = try journal.append(payload)
      result.append(try directory.contents("tokens.journal"))
    }
    return result
  }

  private func replay(_ bytes: [UInt8], from start: UInt64) throws -> Replayed {
    let copy = try TemporaryDirectory()
    try copy.write(bytes, to: "tokens.journal")
    return try replayJournal(copy, from: start)
  }

  /// A write that the kill cut short, at every byte: with the ring's end far away and inside the frame.
  @Test(arguments: [0, 4096 - 64, 4096 - 40, 4096 - 32, 3 * 4096 - 56] as [UInt64])
  func aWriteCutShortAnywhereIsNoFrame(start: UInt64) throws {
    let payloads: [[UInt8]] = [[9, 8, 7], Array(1...37), Array(repeating: 0, count: 13)]
    let files = try snapshots(payloads, from: start)
    for last in 1...3 {
      let changed = files[0].indices.filter { files[last - 1][$0] != files[last][$0] }
      // Written in ring order: what lies before the frame's start in the file comes last.
      let begin = Self.ringStart + Int((try frameStart(last - 1, payloads, start)) % 4096)
      let order = changed.filter { $0 >= begin } + changed.filter { $0 < begin }
      var file = files[last - 1]
      for byte in order {
        let found = try replay(file, from: start)
        #expect(found.payloads == Array(payloads[..<(last - 1)]), "start \(start) byte \(byte)")
        file[byte] = files[last][byte]
      }
      #expect(try replay(file, from: start).payloads == Array(payloads[..<last]))
    }
  }

  private func frameStart(_ index: Int, _ payloads: [[UInt8]], _ start: UInt64) throws -> UInt64 {
    payloads[..<index].reduce(start) { $0 + UInt64((24 + $1.count + 7) / 8 * 8) }
  }

  @Test func aFileCutShortAnywhereKeepsItsCompleteFrames() throws {
    let payloads: [[UInt8]] = [[1, 2, 3, 4, 5], Array(repeating: 6, count: 40)]
    let file = try snapshots(payloads, from: 0)[2]
    // The frames' checksummed bytes end at 24 + 5 and at 32 + 24 + 40.
    for length in 0...110 {
      let found = try replay(Array(file[..<(Self.ringStart + length)]), from: 0)
      let expected = length >= 96 ? 2 : length >= 29 ? 1 : 0
      #expect(found.summary.frames == expected, "length \(length)")
    }
  }

  @Test func aFlippedBitAnywhereEndsTheReplayThere() throws {
    let payloads: [[UInt8]] = [[1, 2, 3, 4, 5], Array(1...40), [7]]
    let file = try snapshots(payloads, from: 0)[3]
    for byte in 32..<(32 + 64) {
      for bit in 0..<8 {
        var damaged = file
        damaged[Self.ringStart + byte] ^= 1 << UInt8(bit)
        let found = try replay(damaged, from: 0)
        #expect(found.payloads == [payloads[0]], "byte \(byte) bit \(bit)")
        #expect(found.summary.head == 32)
      }
    }
  }

  @Test func aTornTailIsTold() throws {
    var file = try snapshots([[1], [2]], from: 0)[2]
    #expect(try !replay(file, from: 0).summary.tornTail)
    file[Self.ringStart + 32 + 24] ^= 1
    let found = try replay(file, from: 0)
    #expect(found.summary.tornTail && found.payloads == [[1]])
  }

  @Test func framesOfAnEarlierLapAreNotReplayed() throws {
    var journal = try Journal.open(path: path, capacity: 4096, replayFrom: 0)
    _ = try journal.replayed()
    let payload = [UInt8](repeating: 5, count: 1000)
    for _ in 0..<5 {
      let lsn = try journal.append(payload)
      journal.release(through: lsn)
    }
    // Frames of lap one stand at positions 1024 to 3072, where frame five points.
    #expect(try replayJournal(directory.copy(), from: 4096).summary.frames == 1)
    // An LSN whose place now holds a newer lap.
    #expect(try replayJournal(directory.copy(), from: 0).summary.frames == 0)
  }

  /// On power loss a later frame may reach the disk and an earlier one may not. The later one must not
  /// come back once new frames have filled the gap.
  @Test(arguments: [0, 32] as [UInt64])
  func framesBehindALostOneNeverComeBack(secondReplayFrom: UInt64) throws {
    var file = try snapshots([[1], [2], [3]], from: 0)[3]
    for byte in 0..<32 { file[Self.ringStart + byte] = 0 }
    try directory.write(file, to: "tokens.journal")
    var journal = try Journal.open(path: path, capacity: 4096, replayFrom: 0)
    #expect(try journal.replayed().summary.frames == 0)
    _ = try journal.append([4])
    // The new frame ends where the old second one begins.
    let found = try replayJournal(directory, from: secondReplayFrom)
    #expect(found.payloads == (secondReplayFrom == 0 ? [[4]] : []))
  }

  @Test func framesOfSeveralRunsAreReplayedTogether() throws {
    for run in 0..<5 {
      var journal = try Journal.open(path: path, capacity: 4096, replayFrom: 0)
      #expect(try journal.replayed().payloads == (0..<run).map { [UInt8($0)] })
      _ = try journal.append([UInt8(run)])
    }
  }
}
