extension ConnectionPair {
  /// Sends bytes and then no more, and compares everything that comes until the end.
  func compareToEnd(_ bytes: [UInt8], _ comparison: Comparison) throws {
    try readToEnd(bytes)
    let type = UInt8(ascii: "$")
    let exchange = Exchange(
      words: [bytes], theirs: .bulk(type, theirs.input), ours: .bulk(type, ours.input))
    comparison.compare(exchange) { "    bytes that were sent as they are" }
  }
}
