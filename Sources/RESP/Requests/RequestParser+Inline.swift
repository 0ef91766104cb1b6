import Bytes

/// Requests typed by hand or sent by simple tools: words on a line, with shell-like quotes.
/// https://redis.io/docs/latest/develop/reference/protocol-spec/#inline-commands
extension RequestParser {
  mutating func parseInline(_ bytes: UnsafeRawBufferPointer) -> Outcome {
    let found = find(UInt8(ascii: "\n"), in: bytes)
    guard (found ?? bytes.count) <= limits.longestLine else { return .failure(.inlineTooLong) }
    guard let found else { return .incomplete }
    let hasReturn = found > 0 && bytes[found - 1] == UInt8(ascii: "\r")
    let line = UnsafeRawBufferPointer(rebasing: bytes[..<(hasReturn ? found - 1 : found)])
    if let error = splitLine(line) { return .failure(error) }
    if let length = firstOversizedLength() {
      return finish(at: found + 1, .oversized(argumentLength: length))
    }
    return finish(at: found + 1, argumentCount == 0 ? .empty : .request)
  }

  /// Decodes the words of `line` into `inlineBytes`; what is wrong with them, if anything is.
  private mutating func splitLine(_ line: UnsafeRawBufferPointer) -> ProtocolError? {
    isInline = true
    argumentCount = 0
    if inlineBytes.capacity < line.count { inlineBytes.grow(to: line.count, keeping: 0) }
    // Safe: decoding never lengthens a word, so the line's length is room enough.
    var words = InlineWords(line: line, output: inlineBytes.base)
    while true {
      switch words.next() {
      case .word(let offset, let length):
        if limits.isUnauthenticated, argumentCount == ParserLimits.unauthenticatedArguments {
          return .unauthenticatedMultibulkLength
        }
        appendArgument(offset: offset, length: length)
      case .end: return nil
      case .unbalanced: return .unbalancedQuotes
      }
    }
  }

  private func firstOversizedLength() -> Int? {
    for range in UnsafeBufferPointer(start: ranges.base, count: argumentCount)
    where Int(range.length) > limits.maxBulkLength {
      return Int(range.length)
    }
    return nil
  }
}

/// Memory that the parser reuses from request to request. It grows on demand and is freed with its
/// owner.
struct Scratch<Element: BitwiseCopyable>: ~Copyable {
  private(set) var base: UnsafeMutablePointer<Element>
  private(set) var capacity: Int

  init(capacity: Int) {
    base = .allocate(capacity: capacity)
    self.capacity = capacity
  }

  deinit { base.deallocate() }

  /// Bytes held.
  var byteCount: Int { capacity * MemoryLayout<Element>.stride }

  /// Makes room for `needed` elements and keeps the first `used`. Amortised O(1) per element.
  @inline(never)
  mutating func grow(to needed: Int, keeping used: Int) {
    replace(capacity: max(needed, capacity * 2), keeping: used)
  }

  /// Changes the capacity to exactly `newCapacity` and keeps the first `used` elements.
  mutating func replace(capacity newCapacity: Int, keeping used: Int) {
    precondition(used <= newCapacity && used <= capacity)
    let moved = UnsafeMutablePointer<Element>.allocate(capacity: newCapacity)
    moved.update(from: base, count: used)
    base.deallocate()
    base = moved
    capacity = newCapacity
  }
}
