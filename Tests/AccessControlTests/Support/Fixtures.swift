import AccessControl

/// A handful of commands with the categories that Redis gives them.
let catalog = CommandCatalog(
  categories: [
    "keyspace", "read", "write", "string", "pubsub", "admin", "fast", "slow", "dangerous",
  ],
  entries: [
    entry("get", 0, "read string fast"), entry("set", 1, "write string slow"),
    entry("del", 2, "keyspace write slow"), entry("select", 3, "fast"),
    entry("publish", 4, "pubsub fast"), entry("subscribe", 5, "pubsub slow"),
    entry("psubscribe", 6, "pubsub slow"), entry("auth", 7, "fast"),
    entry("config", 8, "slow", subcommands: [9, 10]),
    entry("config|get", 9, "admin slow dangerous"), entry("config|set", 10, "admin slow dangerous"),
    entry("keys", 11, "keyspace read slow dangerous"), entry("exists", 12, "keyspace read fast"),
    entry("copy", 13, "keyspace write slow"),
  ])

private func entry(
  _ name: String, _ number: Int, _ categories: String, subcommands: [Int] = []
) -> CommandCatalog.Entry {
  CommandCatalog.Entry(
    name: name, number: number, categories: categories.split(separator: " ").map(String.init),
    subcommands: subcommands)
}

let context = RuleContext(catalog)

extension UserRules {
  /// Rules as they stand in a line, one blank between them.
  init(_ line: String, _ context: RuleContext = context) throws(RuleListError) {
    self.init(context.catalog, allowsAllChannels: context.allowsChannelsByDefault)
    try apply(words(line), context)
  }

  var line: String { String(decoding: text, as: UTF8.self) }
}

func words(_ line: String) -> [[UInt8]] {
  line.split(separator: " ").map { Array($0.utf8) }
}

/// `get k`, `copy %R~a %W~b`: keys stand behind `%R~`, `%W~`, `%RW~` or `~`, channels behind `&`.
struct Request: AccessRequest {
  let commandNumber: Int
  let isFree: Bool
  private let arguments: [(bytes: [UInt8], access: KeyAccess?, isChannel: Bool)]
  private let first: UnsafeMutableRawBufferPointer
  private let isPattern: Bool

  init(_ text: String) {
    let words = text.split(separator: " ").map(String.init)
    let names = ["get", "set", "del", "select", "publish", "subscribe", "psubscribe", "auth"]
    let others = ["config", "config|get", "config|set", "keys", "exists", "copy"]
    guard let number = (names + others).firstIndex(of: words[0]) else {
      preconditionFailure("no such command in the fixture: \(words[0])")
    }
    commandNumber = number
    isFree = words[0] == "auth"
    isPattern = words[0] == "psubscribe"
    arguments = words.dropFirst().map(Request.argument)
    first = .allocate(byteCount: max(arguments.first?.bytes.count ?? 0, 1), alignment: 1)
    first.copyBytes(from: arguments.first?.bytes ?? [])
  }

  private static func argument(
    _ word: String
  ) -> (bytes: [UInt8], access: KeyAccess?, isChannel: Bool) {
    for (prefix, access) in [
      ("%RW~", KeyAccess([.read, .write])), ("%R~", .read), ("%W~", .write), ("~", []),
    ] where word.hasPrefix(prefix) {
      return (Array(word.dropFirst(prefix.count).utf8), access, false)
    }
    guard word.hasPrefix("&") else { return (Array(word.utf8), nil, false) }
    return (Array(word.dropFirst().utf8), nil, true)
  }

  var firstArgument: UnsafeRawBufferPointer? {
    arguments.first.map { UnsafeRawBufferPointer(rebasing: first[..<$0.bytes.count]) }
  }

  func firstKey(where isDenied: (UnsafeRawBufferPointer, KeyAccess) -> Bool) -> Int? {
    arguments.firstIndex { argument in
      guard let access = argument.access else { return false }
      return argument.bytes.withUnsafeBytes { isDenied($0, access) }
    }.map { $0 + 1 }
  }

  func firstChannel(where isDenied: (UnsafeRawBufferPointer, Bool) -> Bool) -> Int? {
    arguments.firstIndex { argument in
      argument.isChannel && argument.bytes.withUnsafeBytes { isDenied($0, isPattern) }
    }.map { $0 + 1 }
  }
}
