/// A client that listens to channels. What it gets cannot be counted, so a mark behind each command
/// tells where its replies end.
final class Listener {
  private let pair: ConnectionPair
  private var stream: CommandStream

  init(_ pair: ConnectionPair, seed: UInt64, vocabulary: Vocabulary) {
    self.pair = pair
    stream = CommandStream(seed: seed, vocabulary: vocabulary, forms: Form.listening)
  }

  /// Sends commands and compares what came for each, and before the first, messages included.
  ///
  /// - Returns: How many commands were sent.
  func takeTurn(_ comparison: Comparison) throws -> Int {
    let commands = (0..<1 + stream.random.below(12)).map { _ in stream.next(isInMulti: false) }
    var request = multibulk(Listener.mark(0))
    for (index, words) in commands.enumerated() {
      request += multibulk(words) + multibulk(Listener.mark(index + 1))
    }
    let last = Listener.markReplies(commands.count)
    try pair.exchange(request) { side in
      side.scanner.replies.last.map { last.contains(Array(side.input[$0])) } ?? false
    }
    let theirs = groups(pair.theirs)
    let ours = groups(pair.ours)
    for (index, words) in ([[[]]] + commands).enumerated() {
      comparison.compare(
        Exchange(words: words, theirs: theirs[index], ours: ours[index])
      ) { "    a listening client sent \(commands.map { $0.map(shown) })" }
    }
    return commands.count
  }

  /// The replies before each mark.
  private func groups(_ side: WireConnection) -> [WireReply] {
    var groups: [WireReply] = []
    var group: [WireReply] = []
    for range in side.scanner.replies {
      let bytes = side.input[range]
      if Listener.markReplies(groups.count).contains(Array(bytes)) {
        groups.append(group.count == 1 ? group[0] : .group(UInt8(ascii: "*"), group))
        group = []
      } else {
        group.append(WireReply(bytes))
      }
    }
    return groups
  }

  private static func mark(_ number: Int) -> [[UInt8]] {
    [Array("ping".utf8), Array("~\(number)".utf8)]
  }

  /// PING's reply, to a client of RESP2 that listens and to any other.
  private static func markReplies(_ number: Int) -> [[UInt8]] {
    let text = "~\(number)"
    let plain = "$\(text.utf8.count)\r\n\(text)\r\n"
    return [Array(plain.utf8), Array("*2\r\n$4\r\npong\r\n\(plain)".utf8)]
  }
}
