import RESP
import SeededRandom
import Testing

/// Random streams. `WireClient` traps when the parser stands still or runs past the bytes.
@Suite struct ParserSweepTests {
  static let limits = ParserLimits(maxArguments: 20, maxBulkLength: 9, maxInlineLength: 30)

  @Test("Random bytes: no trap, and the cut changes nothing", arguments: 0..<8)
  func randomBytes(seed: UInt64) {
    var random = SeededGenerator(seed: seed)
    let alphabet = Array("**$$\r\n\r\n\r\n\r\n0011233449- \"'\\xab:\0\u{7F}".utf8)
    for round in 0..<2000 {
      let wire = (0..<Int.random(in: 1...60, using: &random)).map { _ in
        Int.random(in: 0..<40, using: &random) == 0
          ? UInt8.random(in: 0...255, using: &random) : alphabet.randomElement(using: &random)!
      }
      expectSameEventsWhenCut(wire, &random, "seed \(seed), round \(round)")
    }
  }

  @Test("Damaged requests: no trap, and the cut changes nothing", arguments: 0..<8)
  func damagedRequests(seed: UInt64) {
    var random = SeededGenerator(seed: seed)
    for round in 0..<1000 {
      var wire = randomRequests(&random).flatMap { multibulk($0) }
      let damaged = Int.random(in: 0..<wire.count, using: &random)
      wire[damaged] = UInt8.random(in: 0...255, using: &random)
      expectSameEventsWhenCut(wire, &random, "seed \(seed), round \(round)")
    }
  }

  @Test("Random requests come back as they were sent", arguments: 0..<8)
  func roundTrip(seed: UInt64) {
    var random = SeededGenerator(seed: seed)
    for round in 0..<500 {
      let requests = randomRequests(&random)
      let expected = requests.map { request in
        request.first { $0.count > Self.limits.maxBulkLength }.map { .oversized($0.count) }
          ?? WireEvent.request(request)
      }
      let pieces = cut(requests.flatMap { multibulk($0) }, &random)
      let found = events(of: pieces, limits: Self.limits)
      #expect(found == expected + [.waiting(0)], "seed \(seed), round \(round)")
    }
  }

  private func expectSameEventsWhenCut(
    _ wire: [UInt8], _ random: inout SeededGenerator, _ trace: String
  ) {
    let whole = events(of: [wire], limits: Self.limits)
    let pieces = cut(wire, &random)
    #expect(events(of: pieces, limits: Self.limits).map(settled) == whole.map(settled), "\(trace)")
    let dripped = events(of: wire.map { CollectionOfOne($0) }, limits: Self.limits)
    #expect(dripped.map(settled) == whole.map(settled), "\(trace), byte by byte")
  }

  /// How much of an unfinished oversized request is still in the buffer depends on the cut.
  private func settled(_ event: WireEvent) -> WireEvent {
    if case .waiting = event { .waiting(0) } else { event }
  }

  private func randomRequests(_ random: inout SeededGenerator) -> [[[UInt8]]] {
    (0..<Int.random(in: 1...4, using: &random)).map { _ in
      (0..<Int.random(in: 1...12, using: &random)).map { _ in
        (0..<Int.random(in: 0...10, using: &random)).map { _ in .random(in: 0...255, using: &random)
        }
      }
    }
  }

  private func cut(_ wire: [UInt8], _ random: inout SeededGenerator) -> [ArraySlice<UInt8>] {
    var pieces: [ArraySlice<UInt8>] = []
    var rest = wire[...]
    while !rest.isEmpty {
      let length = min(rest.count, Int.random(in: 1...12, using: &random))
      pieces.append(rest.prefix(length))
      rest = rest.dropFirst(length)
    }
    return pieces
  }
}
