private import Glibc

/// The order of byte strings, a machine word at a time: names and prefixes may be long and begin alike.
extension [UInt8] {
  /// Whether these bytes stand before the others in the order of their values.
  public func precedes(_ other: [UInt8]) -> Bool {
    let order = commonOrder(with: other)
    return order < 0 || order == 0 && count < other.count
  }

  /// Whether the other bytes are the first ones of these.
  public func begins(with other: [UInt8]) -> Bool {
    count >= other.count && commonOrder(with: other) == 0
  }

  /// As `memcmp` over as many bytes as both have.
  private func commonOrder(with other: [UInt8]) -> Int32 {
    withUnsafeBytes { own in
      other.withUnsafeBytes { other in
        guard let first = own.baseAddress, let second = other.baseAddress else { return 0 }
        return memcmp(first, second, Swift.min(own.count, other.count))
      }
    }
  }
}
