/// Compares what the two servers answer, and keeps count of the differences that are explained.
final class Comparison {
  /// How often each difference was met, by name.
  private(set) var uses: [String: Int] = [:]
  /// What nothing explains.
  private(set) var unexplained: [String] = []
  /// Tells how to repeat what is going on.
  var origin = ""

  /// How many are shown: what follows the first may follow from it.
  private static let shownLimit = 5

  var isHopeless: Bool { unexplained.count >= Comparison.shownLimit }

  func compare(_ exchange: Exchange, context: () -> String) {
    guard !isSame(exchange) else { return }
    unexplained.append(
      """
      \(exchange.words.map(shown))
        redis-server: \(exchange.theirs)
        tokencached:  \(exchange.ours)
        \(origin)
      \(context())
      """)
  }

  /// The replies to a transaction's commands.
  func compare(
    _ replies: (theirs: WireReply, ours: WireReply), of commands: [[[UInt8]]],
    context: () -> String
  ) {
    guard let theirs = replies.theirs.elements, let ours = replies.ours.elements,
      theirs.count == commands.count, ours.count == commands.count
    else {
      let words = [Array("exec".utf8)]
      return compare(
        Exchange(words: words, theirs: replies.theirs, ours: replies.ours), context: context)
    }
    for (index, words) in commands.enumerated() {
      compare(
        Exchange(words: words, theirs: theirs[index], ours: ours[index]), context: context)
    }
  }

  private func isSame(_ exchange: Exchange) -> Bool {
    if exchange.theirs == exchange.ours || Moment.isSame(exchange) { return true }
    guard let difference = Difference.all.first(where: { $0.explains(exchange) }) else {
      return false
    }
    uses[difference.name, default: 0] += 1
    return true
  }
}
