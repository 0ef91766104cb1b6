import Glibc

/// One client's part in a run: a connection to each server, and what of its state decides how the
/// replies are to be read.
final class Conversation {
  let number: Int
  let pair: ConnectionPair
  /// Commands that wait for EXEC.
  private var queued: [[[UInt8]]] = []
  /// Whether the commands generated so far leave a transaction open.
  var isInMulti = false

  init(number: Int, _ pair: ConnectionPair) {
    self.number = number
    self.pair = pair
  }

  /// Sends commands that get one answer each, and compares the answers.
  func talk(
    _ request: [UInt8], _ commands: [[[UInt8]]], _ comparison: Comparison,
    context: (_ index: Int) -> String
  ) throws {
    do {
      try pair.exchange(request) { $0.scanner.answerCount >= commands.count }
    } catch {
      let answered = min(pair.theirs.scanner.answerCount, pair.ours.scanner.answerCount)
      throw Failure("\(error): \(comparison.origin)\n\(context(answered))")
    }
    let theirs = pair.theirs.scanner.replies
    let ours = pair.ours.scanner.replies
    guard theirs.count == commands.count, ours.count == commands.count else {
      throw Failure(
        """
        \(commands.count) commands got \(theirs.count) replies from redis-server, \
        \(ours.count) from the daemon: \(comparison.origin)
        \(context(min(theirs.count, ours.count, commands.count - 1)))
        """)
    }
    for (index, words) in commands.enumerated() where !comparison.isHopeless {
      let first = pair.theirs.input[theirs[index]]
      let second = pair.ours.input[ours[index]]
      if !isSame(first, second) || isExec(words) {
        compare(words, WireReply(first), WireReply(second), comparison) { context(index) }
      }
      follow(words, isQueued: isQueued(first))
    }
  }

  private func compare(
    _ words: [[UInt8]], _ theirs: WireReply, _ ours: WireReply, _ comparison: Comparison,
    context: () -> String
  ) {
    if isExec(words), theirs.elements != nil {
      comparison.compare((theirs, ours), of: queued, context: context)
    } else {
      comparison.compare(
        Exchange(words: words, theirs: theirs, ours: ours), context: context)
    }
  }

  private func follow(_ words: [[UInt8]], isQueued: Bool) {
    if isQueued {
      queued.append(words)
    } else if !queued.isEmpty, Conversation.endsTransaction(words) {
      queued = []
    }
  }

  private func isExec(_ words: [[UInt8]]) -> Bool {
    words.count == 1 && words[0].count == 4 && Conversation.name(words[0]) == "exec"
  }

  private func isQueued(_ reply: ArraySlice<UInt8>) -> Bool {
    reply.count == 9 && reply.elementsEqual("+QUEUED\r\n".utf8)
  }

  private func isSame(_ one: ArraySlice<UInt8>, _ other: ArraySlice<UInt8>) -> Bool {
    one.withUnsafeBytes { first in
      other.withUnsafeBytes { second in
        first.count == second.count
          && memcmp(first.baseAddress!, second.baseAddress!, first.count) == 0
      }
    }
  }

  /// Follows what a command that is going to be sent does to MULTI.
  func expect(_ words: [[UInt8]]) {
    if words.count == 1, Conversation.name(words[0]) == "multi" { isInMulti = true }
    if Conversation.endsTransaction(words) { isInMulti = false }
  }

  /// EXEC does even when it is refused, the others only when they are run.
  private static func endsTransaction(_ words: [[UInt8]]) -> Bool {
    let name = name(words[0])
    return name == "exec" || (words.count == 1 && ["discard", "reset"].contains(name))
  }

  private static func name(_ word: [UInt8]) -> String {
    String(decoding: word, as: UTF8.self).lowercased()
  }
}
