import RESP

extension ReplyBuffer {
  /// A string, or null.
  mutating func bulkOrNull(_ value: UnsafeRawBufferPointer?) {
    if let value { bulk(value) } else { null() }
  }

  /// An array of strings.
  mutating func bulks(_ texts: [String]) {
    array(texts.count)
    for text in texts { bulk(text) }
  }

  /// A set of short words that stand as simple strings, as in `COMMAND INFO`.
  mutating func words(_ words: [String]) {
    set(words.count)
    for word in words { status(word) }
  }

  /// `+text`. The text must have no line break.
  mutating func status(_ text: String) {
    appendRaw("+")
    var text = text
    text.withUTF8 { appendRaw(UnsafeRawBufferPointer($0)) }
    appendRaw("\r\n")
  }
}
