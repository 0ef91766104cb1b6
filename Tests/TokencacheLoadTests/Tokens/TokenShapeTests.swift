import Testing

@testable import tokencache_load

struct TokenShapeTests {
  @Test(arguments: TokenMix.allCases) func aMixHasItsShares(_ mix: TokenMix) {
    let shape = TokenShape(seed: 7, kinds: mix.kinds)
    var counts: [String: Int] = [:]
    let keys = 100_000
    for index in 0..<UInt64(keys) {
      counts[text(shape.kind(of: index).prefix), default: 0] += 1
    }
    for kind in mix.kinds {
      let share = Double(counts[text(kind.prefix)] ?? 0) * 100 / Double(keys)
      #expect(abs(share - Double(kind.share)) < 1, "\(text(kind.prefix)): \(share) %")
    }
  }

  @Test(arguments: TokenMix.allCases) func keysAndValuesHaveTheirKindsSize(_ mix: TokenMix) {
    let shape = TokenShape(seed: 3, kinds: mix.kinds)
    for index: UInt64 in 0..<200 {
      let kind = shape.kind(of: index)
      let key = key(shape, index)
      let value = value(shape, index, version: 1)
      #expect(key.count == kind.prefix.count + 36 && key.starts(with: kind.prefix))
      #expect(value.count == kind.valueSize)
      let text = text(value)
      #expect(text.hasPrefix("\(kind.layout.lead)") && text.hasSuffix("\(kind.layout.tail)"))
    }
  }

  @Test func theTokenOfTheIncidentHasItsSizes() {
    let shape = TokenShape(seed: 1, kinds: TokenMix.atxp.kinds)
    #expect(key(shape, 12_345).count == 54)
    #expect(value(shape, 12_345, version: 1).count == 391)
  }

  @Test func bytesDependOnSeedIndexAndVersionAlone() {
    let shape = TokenShape(seed: 1, kinds: TokenMix.oauth.kinds)
    let same = TokenShape(seed: 1, kinds: TokenMix.oauth.kinds)
    let other = TokenShape(seed: 2, kinds: TokenMix.oauth.kinds)
    #expect(key(shape, 5) == key(same, 5))
    #expect(value(shape, 5, version: 2) == value(same, 5, version: 2))
    #expect(key(shape, 5) != key(shape, 6))
    #expect(value(shape, 5, version: 2) != value(shape, 5, version: 3))
    #expect(value(shape, 5, version: 2) != value(other, 5, version: 2))
  }

  @Test func aValueTooSmallForItsLayoutIsStillFilled() {
    let shape = TokenShape(seed: 1, prefix: "k:", valueSize: 20)
    let value = value(shape, 0, version: 1)
    #expect(value.count == 20 && value.allSatisfy { (97...112).contains($0) })
  }

  private func text(_ bytes: [UInt8]) -> String { String(decoding: bytes, as: UTF8.self) }

  private func key(_ shape: TokenShape, _ index: UInt64) -> [UInt8] {
    [UInt8](unsafeUninitializedCapacity: shape.longestKey) { buffer, count in
      count = shape.writeKey(index: index, into: buffer.baseAddress!)
    }
  }

  private func value(_ shape: TokenShape, _ index: UInt64, version: UInt32) -> [UInt8] {
    let capacity = shape.largestValue + TokenShape.valueSlack
    return [UInt8](unsafeUninitializedCapacity: capacity) { buffer, count in
      count = shape.writeValue(index: index, version: version, into: buffer.baseAddress!)
    }
  }
}
