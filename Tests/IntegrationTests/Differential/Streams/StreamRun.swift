import Glibc

/// Clients that take turns in sending what a seed makes, each turn to both servers.
final class StreamRun {
  let seed: UInt64
  let comparison: Comparison
  private let servers: ServerPair
  private var stream: CommandStream
  private var talkers: [Conversation] = []
  private var listeners: [Listener] = []
  private var episode: ExpiryEpisode
  private let inspector: ConnectionPair
  private var turnCount = 0
  /// The last commands of all clients, oldest first.
  private var history: [(client: Int, words: [[UInt8]])] = []
  private(set) var commandCount = 0

  private static let historyLength = 4_000

  init(seed: UInt64, servers: ServerPair, comparison: Comparison) throws {
    self.seed = seed
    self.servers = servers
    self.comparison = comparison
    let vocabulary = Vocabulary(nowSeconds: Time.wallMs / 1000)
    stream = CommandStream(seed: seed, vocabulary: vocabulary)
    episode = ExpiryEpisode(try servers.connect(), seed: seed, vocabulary: vocabulary)
    inspector = try servers.connect()
    for number in 1...2 {
      listeners.append(
        Listener(try servers.connect(), seed: seed &+ UInt64(number), vocabulary: vocabulary))
    }
    for number in 0..<5 { talkers.append(Conversation(number: number, try servers.connect())) }
    for talker in talkers where talker.number % 2 == 1 {
      try say([["hello", "3"]], talker)
    }
  }

  /// Sends this many commands, or stops at what cannot be explained.
  func send(_ count: Int, betweenTurns: () throws -> Void = {}) throws {
    let end = commandCount + count
    while commandCount < end, !comparison.isHopeless {
      try takeTurn()
      try betweenTurns()
    }
  }

  private func takeTurn() throws {
    turnCount += 1
    try talk()
    guard !comparison.isHopeless else { return }
    if turnCount % 4 == 0 {
      commandCount += try listeners[stream.random.below(listeners.count)].takeTurn(comparison)
    }
    if turnCount % 50 == 0 { commandCount += try episode.run(comparison) }
    if turnCount % 200 == 0 {
      try KeyspaceCheck(pair: inspector, count: [1, 3, 10, 1000][turnCount / 200 % 4])
        .run(comparison)
    }
  }

  private func talk() throws {
    let talker = talkers[stream.random.below(talkers.count)]
    let size = [1, 5, 40, 150, 400][stream.random.below(5)]
    var commands: [[[UInt8]]] = []
    var request: [UInt8] = []
    for _ in 0..<size {
      let words = stream.next(isInMulti: talker.isInMulti)
      talker.expect(words)
      stream.encode(words, to: &request)
      commands.append(words)
    }
    try exchange(request, commands, talker)
  }

  private func say(_ commands: [[String]], _ talker: Conversation) throws {
    let words = commands.map { $0.map { Array($0.utf8) } }
    try exchange(words.flatMap(multibulk), words, talker)
  }

  private func exchange(
    _ request: [UInt8], _ commands: [[[UInt8]]], _ talker: Conversation
  ) throws {
    comparison.origin = "seed \(seed), client \(talker.number), commands from \(commandCount) on"
    try talker.talk(request, commands, comparison) { context(commands, $0, talker.number) }
    commandCount += commands.count
    history += commands.map { (talker.number, $0) }
    if history.count > 2 * StreamRun.historyLength {
      history.removeFirst(history.count - StreamRun.historyLength)
    }
  }

  /// The last commands that have a word with the given one in common, its client's last ones
  /// included.
  private func context(_ commands: [[[UInt8]]], _ index: Int, _ client: Int) -> String {
    let all = history + commands[...index].map { (client, $0) }
    let words = subject(of: commands[index], in: all.filter { $0.client == client }.map(\.words))
    let related = all.filter { !words.isDisjoint(with: $0.words.dropFirst()) }.suffix(20)
    let own = all.filter { $0.client == client }.suffix(4)
    return (related + own).map { "    \($0.client): \($0.words.map(shown).joined(separator: " "))" }
      .joined(separator: "\n")
  }

  /// The words that a command is about: its arguments, or what EXEC depends on.
  private func subject(of command: [[UInt8]], in own: [[[UInt8]]]) -> Set<[UInt8]> {
    guard command.count == 1 else { return Set(command.dropFirst()) }
    let watches = own.suffix(400).filter { $0[0].count == 5 && $0[0][0] | 0x20 == 0x77 }
    return Set(watches.suffix(3).flatMap { $0.dropFirst() })
  }
}
