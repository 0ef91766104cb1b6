/// A request with an argument longer than `maxBulkLength` is read to its end without being kept:
/// the client gets an error reply instead of a closed connection, and the buffer stays small.
extension RequestParser {
  /// The argument whose length was just read is too long: gives up the request, not the stream.
  mutating func beginSwallowing(_ bytes: UnsafeRawBufferPointer) -> Outcome {
    oversizedLength = bulkLength
    bulkLength += 2
    return swallowArguments(bytes)
  }

  /// Drops arguments up to the end of the request. Here `bulkLength` is what is left of the current
  /// argument and its line end, and shrinks as they arrive.
  mutating func swallowArguments(_ bytes: UnsafeRawBufferPointer) -> Outcome {
    while argumentCount < argumentsDeclared {
      if bulkLength < 0 {
        switch readBulkLength(bytes) {
        case .value(let length): bulkLength = length + 2
        case .incomplete: return dropFront()
        case .failure(let error): return .failure(error)
        }
      }
      let dropped = min(bulkLength, bytes.count - position)
      position += dropped
      bulkLength -= dropped
      if bulkLength > 0 { return dropFront() }
      bulkLength = -1
      argumentCount += 1
    }
    return finish(at: position, .oversized(argumentLength: oversizedLength))
  }

  /// Lets the caller drop everything before `position`.
  private mutating func dropFront() -> Outcome {
    guard position > 0 else { return .incomplete }
    consumed = position
    scanned = max(0, scanned - position)
    position = 0
    return .swallowed
  }
}
