import Glibc
import Testing

@testable import tokencached

/// A log that nobody reads holds nobody up.
struct LineWriterTests {
  private let reader: Int32
  private let writer: LineWriter
  private let end: Int32

  init() {
    var ends: [Int32] = [-1, -1]
    #expect(pipe(&ends) == 0)
    (reader, end) = (ends[0], ends[1])
    writer = LineWriter(end)
  }

  private func readLine() -> String {
    var line: [UInt8] = []
    var byte: UInt8 = 0
    while read(reader, &byte, 1) == 1, byte != UInt8(ascii: "\n") { line.append(byte) }
    return String(decoding: line, as: UTF8.self)
  }

  @Test func aLineIsThereAtOnce() {
    writer.write("first")
    var waiting: Int32 = 0
    #expect(ioctl(reader, UInt(FIONREAD), &waiting) == 0 && waiting == 6)
    #expect(readLine() == "first")
  }

  /// Would never end if a line waited for its reader.
  @Test(.timeLimit(.minutes(5))) func linesThatNobodyReadsWaitAreDroppedAndCounted() {
    let filler = String(repeating: "x", count: 1_000)
    let count = 1_000
    for number in 0..<count { writer.write("\(number) \(filler)") }
    var (told, dropped, last) = (0, 0, -1)
    while told + dropped < count {
      let words = readLine().split(separator: " ")
      guard let number = words.first.flatMap({ Int($0) }) else { break }
      if words.last == "it" {
        dropped += number
      } else {
        #expect(number > last, "lines keep their order")
        (last, told) = (number, told + 1)
      }
    }
    // A pipe of 64 KB, what is being written, and what waits; twice that if the reader was quick.
    let kept = (64 << 10) + 2 * LineWriter.maxWaitingBytes
    #expect(told + dropped == count && dropped > 0 && told <= 2 * kept / 1_000)
    writer.flush()
    writer.write("later")
    #expect(readLine() == "later")
    #expect(writer.droppedLines == 0)
  }

  @Test func aLogThatIsGoneIsNoReasonToWait() {
    close(reader)
    signal(SIGPIPE, SIG_IGN)
    for _ in 0..<200 { writer.write("nobody hears it") }
    writer.flush()
    #expect(writer.droppedLines == 0)
  }
}
