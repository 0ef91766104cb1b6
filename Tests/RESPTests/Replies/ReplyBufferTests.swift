import RESP
import SeededRandom
import Testing

// `== true`: the testing library cannot look into a value that is not copyable.
@Suite struct ReplyBufferTests {
  @Test func holdsNothingBeforeTheFirstReply() {
    let buffer = ReplyBuffer()
    #expect(buffer.capacity == 0)
    #expect(buffer.isEmpty == true)
    #expect(buffer.bytes.isEmpty)
  }

  @Test func sentBytesLeaveFromTheFront() {
    var buffer = ReplyBuffer()
    buffer.ok()
    buffer.integer(7)
    buffer.consume(5)
    #expect(buffer.bytes.elementsEqual(":7\r\n".utf8))
    #expect(buffer.count == 4)
    buffer.consume(4)
    #expect(buffer.isEmpty == true)
  }

  @Test func whatADroppedReplyHasTakenIsGivenBack() {
    var buffer = ReplyBuffer()
    for isEmpty in [true, false] {
      if !isEmpty {
        buffer.ok()
        buffer.ok()
        buffer.consume(5)
      }
      let mark = buffer.mark
      [UInt8](repeating: 0, count: 100_000).withUnsafeBytes { buffer.appendRaw($0) }
      buffer.truncate(to: mark)
      buffer.releaseDropped()
      #expect(buffer.capacity <= 1024)
      #expect(buffer.bytes.elementsEqual(isEmpty ? "".utf8 : "+OK\r\n".utf8))
    }
    buffer.integer(7)
    #expect(buffer.bytes.elementsEqual("+OK\r\n:7\r\n".utf8))
  }

  @Test func aHalfWrittenReplyCanBeTakenBack() {
    var buffer = ReplyBuffer()
    buffer.ok()
    buffer.consume(2)
    let mark = buffer.mark
    buffer.array(2)
    buffer.bulk(String(repeating: "x", count: 5000))
    buffer.truncate(to: mark)
    buffer.null()
    #expect(buffer.bytes.elementsEqual("K\r\n$-1\r\n".utf8))
  }

  @Test func clearKeepsTheMemory() {
    var buffer = ReplyBuffer()
    buffer.bulk(String(repeating: "x", count: 5000))
    let capacity = buffer.capacity
    buffer.clear()
    #expect(buffer.isEmpty == true)
    #expect(buffer.capacity == capacity)
  }

  @Test func excessIsReleasedOnlyWhenNothingWaits() {
    var buffer = ReplyBuffer()
    buffer.bulk(String(repeating: "x", count: 5000))
    let capacity = buffer.capacity
    buffer.releaseExcess(keeping: 1024)
    #expect(buffer.capacity == capacity)
    buffer.consume(buffer.count)
    buffer.releaseExcess(keeping: capacity)
    #expect(buffer.capacity == capacity)
    buffer.releaseExcess(keeping: 1024)
    #expect(buffer.capacity == 0)
    buffer.ok()
    #expect(buffer.bytes.elementsEqual("+OK\r\n".utf8))
  }

  @Test("B5: a client that reads as fast as it is written to does not grow its buffer")
  func spaceInFrontIsUsedAgain() {
    var buffer = ReplyBuffer()
    for _ in 0..<10_000 {
      buffer.bulk("0123456789")
      buffer.consume(min(17, buffer.count - 1))
    }
    #expect(buffer.capacity <= 2048)
  }

  @Test("Random appends and sends keep every byte in order", arguments: 0..<8)
  func sweep(seed: UInt64) {
    var random = SeededGenerator(seed: seed)
    var buffer = ReplyBuffer()
    var model: [UInt8] = []
    for round in 0..<2000 {
      step(&buffer, &model, &random)
      #expect(buffer.bytes.elementsEqual(model), "seed \(seed), round \(round)")
      #expect(buffer.capacity >= buffer.count)
    }
  }

  private func step(
    _ buffer: inout ReplyBuffer, _ model: inout [UInt8], _ random: inout SeededGenerator
  ) {
    if Bool.random(using: &random) {
      let value = [UInt8](
        repeating: .random(in: 0...255, using: &random),
        count: Int.random(in: 0...999, using: &random))
      value.withUnsafeBytes { buffer.appendRaw($0) }
      model += value
    } else {
      let sent = Int.random(in: 0...model.count, using: &random)
      buffer.consume(sent)
      model.removeFirst(sent)
    }
  }
}
