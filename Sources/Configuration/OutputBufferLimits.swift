/// How much of its replies a client may leave unread (`client-output-buffer-limit`).
/// https://redis.io/docs/latest/develop/reference/clients/#output-buffer-limits
public struct OutputBufferLimit: Sendable, Equatable {
  /// The client is dropped at once past this, in bytes; 0 for what `maxmemory` allows.
  public var hardBytes: Int
  /// It is dropped when more than this waits for longer than `softSeconds`; 0 for no such limit.
  public var softBytes: Int
  public var softSeconds: Int

  public init(hardBytes: Int, softBytes: Int = 0, softSeconds: Int = 0) {
    self.hardBytes = hardBytes
    self.softBytes = softBytes
    self.softSeconds = softSeconds
  }
}

/// The limits of each class of clients.
public struct OutputBufferLimits: Sendable, Equatable {
  public var normal = OutputBufferLimit(hardBytes: 64 << 20)
  /// Known by name, as redis.conf has it; there are no replicas.
  public var replica = OutputBufferLimit(hardBytes: 256 << 20, softBytes: 64 << 20, softSeconds: 60)
  /// Clients that listen to channels.
  public var pubsub = OutputBufferLimit(hardBytes: 32 << 20, softBytes: 8 << 20, softSeconds: 60)

  public init() {}
}

extension OutputBufferLimits {
  private typealias Class = any WritableKeyPath<OutputBufferLimits, OutputBufferLimit> & Sendable

  /// In the order and under the names in which CONFIG GET answers them.
  private static let classes: [(name: String, limit: Class)] = [
    ("normal", \.normal), ("slave", \.replica), ("pubsub", \.pubsub),
  ]

  /// Takes over the classes that `words` name, each as `class hard soft seconds`; others stay. A bare
  /// size is the hard limit of normal clients.
  mutating func merge(_ words: [String]) throws(MalformedValue) {
    var merged = self
    if words.count == 1, !words[0].isEmpty {
      merged.normal = OutputBufferLimit(hardBytes: try OutputBufferLimits.size(words[0]))
    } else {
      guard words.count % 4 == 0 else {
        throw MalformedValue("Wrong number of arguments in buffer limit configuration.")
      }
      for start in stride(from: 0, to: words.count, by: 4) {
        let limit = try OutputBufferLimits.limit(words[(start + 1)..<(start + 4)])
        merged[keyPath: try OutputBufferLimits.named(words[start])] = limit
      }
    }
    self = merged
  }

  private static func named(_ word: String) throws(MalformedValue) -> Class {
    let name = word.lowercased() == "replica" ? "slave" : word.lowercased()
    guard let found = classes.first(where: { $0.name == name }) else {
      throw MalformedValue("Invalid client class specified in buffer limit configuration.")
    }
    return found.limit
  }

  private static func limit(
    _ words: ArraySlice<String>
  ) throws(MalformedValue) -> OutputBufferLimit {
    let first = words.startIndex
    guard let seconds = Int(words[first + 2]), (0...Int(Int32.max)).contains(seconds) else {
      throw malformed
    }
    return OutputBufferLimit(
      hardBytes: try size(words[first]), softBytes: try size(words[first + 1]),
      softSeconds: seconds)
  }

  private static func size(_ text: String) throws(MalformedValue) -> Int {
    do throws(MalformedValue) {
      return try ByteSize.parse(text, in: 0...(1 << 40))
    } catch {
      throw malformed
    }
  }

  private static let malformed = MalformedValue(
    "Error in hard, soft or soft_seconds setting in buffer limit configuration.")

  /// All classes, with sizes written by `spell`.
  func text(_ spell: (Int) -> String) -> String {
    OutputBufferLimits.classes.map { name, path in
      let limit = self[keyPath: path]
      return "\(name) \(spell(limit.hardBytes)) \(spell(limit.softBytes)) \(limit.softSeconds)"
    }.joined(separator: " ")
  }
}
