import RESP

/// Requests parsed beforehand, for benchmarks of what comes after the parser.
final class Requests {
  private var ranges: [UnsafeMutablePointer<ArgumentRange>] = []
  private var storage: [UnsafeMutableRawBufferPointer] = []
  private(set) var views: [Arguments] = []

  init(_ requests: [[[UInt8]]]) {
    for request in requests { append(request) }
  }

  deinit {
    for range in ranges { range.deallocate() }
    for bytes in storage { bytes.deallocate() }
  }

  private func append(_ request: [[UInt8]]) {
    let bytes = UnsafeMutableRawBufferPointer.allocate(
      byteCount: request.reduce(0) { $0 + $1.count } + 1, alignment: 16)
    let places = UnsafeMutablePointer<ArgumentRange>.allocate(capacity: request.count)
    var offset = 0
    for (number, argument) in request.enumerated() {
      UnsafeMutableRawBufferPointer(rebasing: bytes[offset...]).copyBytes(from: argument)
      let range = ArgumentRange(offset: UInt32(offset), length: UInt32(argument.count))
      (places + number).initialize(to: range)
      offset += argument.count
    }
    storage.append(bytes)
    ranges.append(places)
    // Safe: bytes and ranges live as long as this object, and the request has an argument.
    let base = UnsafeRawPointer(bytes.baseAddress.unsafelyUnwrapped)
    views.append(Arguments(storage: base, ranges: places, count: request.count))
  }
}
