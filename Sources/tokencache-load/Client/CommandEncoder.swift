import Glibc

/// Builds argument vectors for hiredis from reused buffers. Belongs to one thread.
final class CommandEncoder {
  let shape: TokenShape
  private let key: UnsafeMutablePointer<UInt8>
  private let value: UnsafeMutablePointer<UInt8>
  private let number: UnsafeMutablePointer<UInt8>
  private let arguments = UnsafeMutablePointer<UnsafePointer<CChar>?>.allocate(capacity: 5)
  private let sizes = UnsafeMutablePointer<Int>.allocate(capacity: 5)

  init(shape: TokenShape) {
    self.shape = shape
    key = .allocate(capacity: shape.longestKey)
    value = .allocate(capacity: shape.largestValue + TokenShape.valueSlack)
    number = .allocate(capacity: 20)
  }

  deinit {
    key.deallocate()
    value.deallocate()
    number.deallocate()
    arguments.deallocate()
    sizes.deallocate()
  }

  /// A command with the key as its only argument.
  func send(_ name: StaticString, index: UInt64, on connection: Connection) {
    put(name, at: 0)
    putKey(index)
    connection.append(2, arguments, sizes)
  }

  /// A SET, with an expiry option such as EX or PXAT when one is given.
  func sendSet(
    index: UInt64, version: UInt32, expiry: (option: StaticString, number: Int64)? = nil,
    on connection: Connection
  ) {
    put("SET", at: 0)
    putKey(index)
    put(value, shape.writeValue(index: index, version: version, into: value), at: 2)
    if let expiry {
      put(expiry.option, at: 3)
      putNumber(UInt64(expiry.number))
    }
    connection.append(expiry == nil ? 3 : 5, arguments, sizes)
  }

  /// Whether a reply is exactly the value of a version.
  func holds(_ reply: Reply, index: UInt64, version: UInt32) -> Bool {
    let count = shape.writeValue(index: index, version: version, into: value)
    return reply.matches(value, count: count)
  }

  private func put(_ text: StaticString, at place: Int) {
    put(UnsafeMutablePointer(mutating: text.utf8Start), text.utf8CodeUnitCount, at: place)
  }

  private func put(_ bytes: UnsafeMutablePointer<UInt8>, _ count: Int, at place: Int) {
    arguments[place] = UnsafePointer(UnsafeRawPointer(bytes).assumingMemoryBound(to: CChar.self))
    sizes[place] = count
  }

  private func putKey(_ index: UInt64) {
    put(key, shape.writeKey(index: index, into: key), at: 1)
  }

  private func putNumber(_ value: UInt64) {
    var rest = value
    var place = 20
    repeat {
      place -= 1
      number[place] = 48 + UInt8(rest % 10)
      rest /= 10
    } while rest > 0
    put(number + place, 20 - place, at: 4)
  }
}
