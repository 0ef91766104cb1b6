import Glibc

/// Keys that expire on both servers while nobody looks, and what is seen of them afterwards.
struct ExpiryEpisode {
  private let pair: ConnectionPair
  private var stream: CommandStream

  /// All deadlines have come when this has passed.
  private static let longestMs = 25
  private static let restMs = 35

  init(_ pair: ConnectionPair, seed: UInt64, vocabulary: Vocabulary) {
    self.pair = pair
    stream = CommandStream(seed: seed, vocabulary: vocabulary)
  }

  private static let keys = (0..<8).map { "short:\($0)" }

  /// - Returns: How many commands were sent.
  mutating func run(_ comparison: Comparison) throws -> Int {
    let conversation = Conversation(number: -1, pair)
    let mortal = ExpiryEpisode.keys.flatMap { mortalCommands($0) }
    try say(mortal, conversation, comparison)
    usleep(UInt32(1000 * (ExpiryEpisode.longestMs + ExpiryEpisode.restMs)))
    let questions = ExpiryEpisode.keys.map { question($0) } + ExpiryEpisode.cleaning
    try say(questions, conversation, comparison)
    return mortal.count + questions.count
  }

  /// Commands whose answers are the same before and after the deadline, the last of which sets it.
  private mutating func mortalCommands(_ key: String) -> [[String]] {
    let ms = "\(1 + stream.random.below(ExpiryEpisode.longestMs))"
    let save = ["set", key, "v", "keepttl"]
    switch stream.random.below(6) {
    case 0: return [["set", key, "v", "px", ms]]
    case 1: return [["psetex", key, ms, "v"]]
    case 2: return [["set", key, "v"], ["pexpire", key, ms]]
    case 3: return [["set", key, "v"], ["getex", key, "px", ms]]
    case 4: return [["set", key, "v", "px", ms], save, ["pexpire", key, "1"]]
    default: return [["set", key, "v"], ["pexpireat", key, "\(Time.wallMs + 10)"]]
    }
  }

  private mutating func question(_ key: String) -> [String] {
    let questions = [
      ["get", key], ["ttl", key], ["pexpiretime", key], ["exists", key], ["type", key],
      ["strlen", key], ["getdel", key], ["persist", key], ["expire", key, "1000"], ["touch", key],
      ["set", key, "v", "xx"], ["set", key, "v", "nx", "px", "1"], ["setnx", key, "1"],
      ["incr", key], ["append", key, "v"], ["rename", key, "short:x"], ["copy", key, "short:x"],
      ["object", "encoding", key], ["del", key], ["getrange", key, "0", "-1"], ["mget", key, key],
      ["keys", "short:[0-7]"],
    ]
    return questions[stream.random.below(questions.count)]
  }

  private static let cleaning = [["del", "short:x"] + keys, ["dbsize"]]

  private func say(
    _ commands: [[String]], _ conversation: Conversation, _ comparison: Comparison
  ) throws {
    let words = commands.map { $0.map { Array($0.utf8) } }
    try conversation.talk(words.flatMap(multibulk), words, comparison) { index in
      commands[...index].map { "    \($0.joined(separator: " "))" }.joined(separator: "\n")
    }
  }
}
