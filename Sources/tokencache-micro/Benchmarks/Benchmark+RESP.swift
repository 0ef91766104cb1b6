import RESP

extension Benchmark {
  static let parser = [
    Benchmark("parser.get", "parse one of 16 pipelined GETs") {
      parsing([word("GET"), Tokens(count: 1).keys[0]])
    },
    Benchmark("parser.set", "parse one of 16 pipelined SETs") {
      parsing([word("SET"), Tokens(count: 1).keys[0], Tokens.value()])
    },
    Benchmark("preview.get", "look ahead over one of 16 pipelined GETs") {
      let burst = Array(repeating: [word("GET"), Tokens(count: 1).keys[0]].wire, count: 16)
      return previewing(burst.flatMap { $0 })
    },
  ]

  static let replies = [
    Benchmark("reply.bulk", "write a value of 391 bytes as a reply") {
      let value = Tokens.value()
      return { count in
        var reply = ReplyBuffer()
        value.withUnsafeBytes { value in
          for number in 0..<count {
            if number & 15 == 0 { reply.clear() }
            reply.bulk(value)
          }
        }
      }
    },
    Benchmark("reply.ok", "write OK as a reply") {
      { count in
        var reply = ReplyBuffer()
        for number in 0..<count {
          if number & 15 == 0 { reply.clear() }
          reply.ok()
        }
      }
    },
  ]

  static func word(_ text: String) -> [UInt8] { Array(text.utf8) }

  private static func parsing(_ request: [[UInt8]]) -> (Int) -> Void {
    let burst = Array(repeating: request.wire, count: 16).flatMap { $0 }
    return { count in
      var parser = RequestParser(limits: ParserLimits())
      burst.withUnsafeBytes { bytes in
        var offset = 0
        for _ in 0..<count {
          if offset == bytes.count { offset = 0 }
          consume(parser.parse(UnsafeRawBufferPointer(rebasing: bytes[offset...])))
          offset += parser.consumed
        }
      }
    }
  }

  private static func previewing(_ burst: [UInt8]) -> (Int) -> Void {
    return { count in
      let none = UnsafeRawBufferPointer(start: nil, count: 0)
      withUnsafeTemporaryAllocation(of: UnsafeRawBufferPointer.self, capacity: 16) { keys in
        keys.initialize(repeating: none)
        burst.withUnsafeBytes { bytes in
          for _ in 0..<max(count / 16, 1) { consume(KeyPreview.find(in: bytes, keys).byteCount) }
        }
      }
    }
  }
}
