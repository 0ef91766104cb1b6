import Glibc

/// Plays a scenario on both servers.
final class ScenarioRun {
  private let servers: ServerPair
  private let comparison: Comparison
  private var clients: [String: ConnectionPair] = [:]
  /// What each client sent, in order.
  private var sent: [String: [[[UInt8]]]] = [:]
  /// Clients to whom something may come unasked.
  private var hearing: Set<String> = []

  init(_ servers: ServerPair, _ comparison: Comparison) {
    self.servers = servers
    self.comparison = comparison
  }

  /// Plays it with both servers empty, and compares what every client got.
  func play(_ scenario: Scenario) throws {
    comparison.origin = scenario.name
    let cleaner = try servers.connect()
    try cleaner.exchange(multibulk([Array("flushall".utf8)])) { $0.scanner.answerCount > 0 }
    for step in scenario.steps { try take(step) }
    for client in clients.keys.sorted() { try compare(client, scenario) }
  }

  private func take(_ step: String) throws {
    if let start = step.firstRange(of: Scenario.raw) {
      return try sendRaw(step[start.upperBound...])
    }
    let words = step.split(separator: " ").map(String.init)
    if words[0] == "sleep" {
      usleep(UInt32(words[1])! * 1000)
      return
    }
    let label = words[0].dropLast()
    let client = String(label.last!)
    let count = Int(label.dropLast()) ?? 1
    try send(words.dropFirst().map(ScenarioRun.bytes), client, count)
  }

  /// Two quotes stand for the empty word, a tilde for a space.
  private static func bytes(_ word: String) -> [UInt8] {
    word == "\"\"" ? [] : Array(word.replacing("~", with: " ").utf8)
  }

  private func sendRaw(_ text: Substring) throws {
    var bytes: [UInt8] = []
    for (index, part) in text.split(separator: "\\", omittingEmptySubsequences: false).enumerated()
    {
      guard index > 0 else {
        bytes += part.utf8
        continue
      }
      let isHex = part.first == "x"
      let escapes: [Character: UInt8] = ["r": 0x0D, "n": 0x0A, "0": 0]
      bytes.append(isHex ? UInt8(part.dropFirst().prefix(2), radix: 16)! : escapes[part.first!]!)
      bytes += part.dropFirst(isHex ? 3 : 1).utf8
    }
    try servers.connect().compareToEnd(bytes, comparison)
  }

  private func send(_ words: [[UInt8]], _ client: String, _ count: Int) throws {
    let pair = try clients[client] ?? open(client)
    sent[client, default: []].append(words)
    let name = String(decoding: words[0], as: UTF8.self)
    // What others have caused must not pass for the reply.
    if hearing.contains(client) { try pair.settle() }
    if name.hasSuffix("subscribe") || name == "client" { hearing.insert(client) }
    let before = [pair.theirs, pair.ours].map(\.scanner.replies.count).min() ?? 0
    try pair.send(multibulk(words)) { $0.scanner.replies.count >= before + count }
  }

  private func open(_ client: String) throws -> ConnectionPair {
    let pair = try servers.connect()
    clients[client] = pair
    if client == client.uppercased() {
      try pair.exchange(multibulk([Array("hello".utf8), [0x33]])) { $0.scanner.answerCount > 0 }
      for side in [pair.theirs, pair.ours] { side.forget() }
    }
    return pair
  }

  private func compare(_ client: String, _ scenario: Scenario) throws {
    guard let pair = clients[client] else { return }
    // What others have caused may still be on its way.
    try pair.settle()
    let theirs = pair.theirs.scanner.replies.map { WireReply(pair.theirs.input[$0]) }
    let ours = pair.ours.scanner.replies.map { WireReply(pair.ours.input[$0]) }
    let commands = sent[client] ?? []
    let context = { "    client \(client) of\n    \(scenario.steps.joined(separator: "\n    "))" }
    guard theirs.count == commands.count, ours.count == commands.count else {
      let all = UInt8(ascii: "*")
      return comparison.compare(
        Exchange(
          words: commands.last ?? [], theirs: .group(all, theirs), ours: .group(all, ours)),
        context: context)
    }
    var queued: [[[UInt8]]] = []
    for (index, words) in commands.enumerated() {
      if String(decoding: words[0], as: UTF8.self) == "exec" {
        comparison.compare((theirs[index], ours[index]), of: queued, context: context)
        queued = []
      } else {
        comparison.compare(
          Exchange(words: words, theirs: theirs[index], ours: ours[index]), context: context)
      }
      if ours[index].text == "QUEUED" { queued.append(words) }
    }
  }
}
