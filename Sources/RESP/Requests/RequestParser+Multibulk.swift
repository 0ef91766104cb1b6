extension RequestParser {
  /// What stands in a count line: `*3` or `$5`.
  enum CountLine {
    case value(Int)
    case incomplete
    case failure(ProtocolError)
  }

  /// A request that starts with `*`.
  mutating func parseMultibulk(_ bytes: UnsafeRawBufferPointer) -> Outcome {
    let line = readCount(
      bytes, type: UInt8(ascii: "*"), tooLong: .multibulkCountTooLong,
      invalid: .invalidMultibulkLength)
    switch line {
    case .value(let count): return beginArguments(count, bytes)
    case .incomplete: return .incomplete
    case .failure(let error): return .failure(error)
    }
  }

  /// Nothing is allocated for the count itself: a client pays for the arguments it sends.
  private mutating func beginArguments(_ count: Int, _ bytes: UnsafeRawBufferPointer) -> Outcome {
    if count > limits.maxArguments { return .failure(rewind(to: 0, .invalidMultibulkLength)) }
    if limits.isUnauthenticated, count > ParserLimits.unauthenticatedArguments {
      return .failure(rewind(to: 0, .unauthenticatedMultibulkLength))
    }
    if count <= 0 { return finish(at: position, .empty) }
    argumentsDeclared = count
    argumentCount = 0
    isInline = false
    return parseArguments(bytes)
  }

  /// Goes on inside a multibulk request.
  mutating func parseArguments(_ bytes: UnsafeRawBufferPointer) -> Outcome {
    takeWholeArguments(bytes)
    while argumentCount < argumentsDeclared {
      if bulkLength < 0 {
        switch readBulkLength(bytes) {
        case .value(let length): bulkLength = length
        case .incomplete: return .incomplete
        case .failure(let error): return .failure(error)
        }
        if bulkLength > limits.maxBulkLength { return beginSwallowing(bytes) }
      }
      // Safe: both terms are far below 2^62. The two bytes after the argument are its line end,
      // which Redis does not look at either.
      let end = position &+ bulkLength &+ 2
      guard end <= bytes.count else {
        bytesWanted = end &- bytes.count
        return .incomplete
      }
      appendArgument(offset: position, length: bulkLength)
      position = end
      bulkLength = -1
    }
    return finish(at: position, .request)
  }

  /// Takes the arguments that are ordinary and whole, nearly always all of them, with the state in
  /// registers. Stops before the first that needs a closer look.
  @inline(__always)
  private mutating func takeWholeArguments(_ bytes: UnsafeRawBufferPointer) {
    guard bulkLength < 0 else { return }
    let longest = limits.longestOrdinaryBulk
    let room = min(argumentsDeclared, ranges.capacity)
    let found = ranges.base
    var next = position
    var count = argumentCount
    while count < room, let line = Self.shortCount(bytes, at: next, type: UInt8(ascii: "$")) {
      // Safe: both terms are far below 2^62.
      let end = line.end &+ line.value &+ 2
      guard line.value <= longest, end <= bytes.count, end <= Int(UInt32.max) else { break }
      found[count] = ArgumentRange(
        offset: UInt32(truncatingIfNeeded: line.end), length: UInt32(truncatingIfNeeded: line.value)
      )
      count &+= 1
      next = end
    }
    position = next
    argumentCount = count
  }

  /// Reads `$length` and judges it. Leaves `position` at the argument's first byte.
  mutating func readBulkLength(_ bytes: UnsafeRawBufferPointer) -> CountLine {
    let lineStart = position
    let line = readCount(
      bytes, type: UInt8(ascii: "$"), tooLong: .bulkCountTooLong, invalid: .invalidBulkLength)
    guard case .value(let length) = line else { return line }
    if let error = judge(bulkLength: length) {
      return .failure(rewind(to: lineStart, error))
    }
    return line
  }

  @inline(__always)
  private func judge(bulkLength length: Int) -> ProtocolError? {
    if length < 0 || length > ParserLimits.longestSwallowedBulk { return .invalidBulkLength }
    // Argument offsets have 32 bits. No query buffer is that large, so nobody meets this.
    if position &+ length > Int(UInt32.max) { return .invalidBulkLength }
    // Safe: the length is at most 2^29 here, and a position is below 2^32.
    if limits.isUnauthenticated,
      position &+ length &+ 2 > ParserLimits.unauthenticatedRequestLength
    {
      return .unauthenticatedBulkLength
    }
    return nil
  }

  /// Back to the line that is wrong, so that a further call finds the same failure.
  private mutating func rewind(to lineStart: Int, _ error: ProtocolError) -> ProtocolError {
    position = lineStart
    scanned = lineStart
    return error
  }
}
