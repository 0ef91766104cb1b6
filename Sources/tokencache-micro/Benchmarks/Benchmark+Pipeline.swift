import Keyspace
import RESP

extension Benchmark {
  private static let keyCount = 16_384
  private static let depth = 16

  /// A burst as the engine runs it between two system calls: look ahead, warm, parse, run, reply.
  static let pipeline = [
    Benchmark("pipeline.get", "one of 16 pipelined GETs, without sockets") {
      let tokens = Tokens(count: keyCount)
      return bursts(filledWith: tokens, tokens.keys.map { [word("GET"), $0] })
    },
    Benchmark("pipeline.set-same", "one of 16 pipelined SETs of the same value, without sockets") {
      let tokens = Tokens(count: keyCount)
      let value = Tokens.value()
      return bursts(filledWith: tokens, tokens.keys.map { [word("SET"), $0, value] })
    },
    Benchmark("pipeline.set-new", "one of 16 pipelined SETs of another value, without sockets") {
      let tokens = Tokens(count: keyCount)
      let changes = (1...2).flatMap { variant in
        tokens.keys.map { [word("SET"), $0, Tokens.value(variant: variant)] }
      }
      return bursts(filledWith: tokens, changes)
    },
  ]

  private static func bursts(
    filledWith tokens: Tokens, _ requests: [[[UInt8]]]
  ) -> (Int) -> Void {
    let bench = Bench()
    bench.fill(tokens)
    let bursts = stride(from: 0, to: requests.count, by: depth).map { first in
      requests[first..<first + depth].flatMap(\.wire)
    }
    let keys = UnsafeMutableBufferPointer<UnsafeRawBufferPointer>.allocate(capacity: depth)
    keys.initialize(repeating: UnsafeRawBufferPointer(start: nil, count: 0))
    return { count in
      var parser = RequestParser(limits: ParserLimits())
      var next = 0
      for _ in 0..<max(count / depth, 1) {
        bursts[next].withUnsafeBytes { run($0, &parser, bench, keys) }
        next = next + 1 == bursts.count ? 0 : next + 1
      }
    }
  }

  private static func run(
    _ bytes: UnsafeRawBufferPointer, _ parser: inout RequestParser, _ bench: Bench,
    _ keys: UnsafeMutableBufferPointer<UnsafeRawBufferPointer>
  ) {
    let (count, _) = KeyPreview.find(in: bytes, keys)
    bench.keyspace.pointee.beginWarming(
      &bench.warming, UnsafeBufferPointer(rebasing: keys[..<count]), number: 0)
    bench.keyspace.pointee.finishWarming(&bench.warming)
    var offset = 0
    while offset < bytes.count {
      let rest = UnsafeRawBufferPointer(rebasing: bytes[offset...])
      guard case .request = parser.parse(rest) else { fatalError("a request was not understood") }
      bench.run(parser.arguments(in: rest))
      offset += parser.consumed
    }
    bench.endTurn()
  }
}
