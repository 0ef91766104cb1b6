/// The commands that rules can name.
///
/// Every command and subcommand has a number below `count`; sets of commands are kept by it.
public struct CommandCatalog: Sendable {
  /// One command or subcommand.
  public struct Entry: Sendable {
    /// Lower case; a subcommand with its container: `config|get`.
    public let name: String
    public let number: Int
    /// Without `@`.
    public let categories: [String]
    /// Numbers of the subcommands; empty for an ordinary command.
    public let subcommands: [Int]

    public init(name: String, number: Int, categories: [String], subcommands: [Int]) {
      self.name = name
      self.number = number
      self.categories = categories
      self.subcommands = subcommands
    }

    var isSubcommand: Bool { name.utf8.contains(UInt8(ascii: "|")) }
  }

  /// Every category, without `@`, in the order in which they are listed.
  public let categories: [String]
  let entries: [Entry]
  let count: Int
  private let byName: [String: Entry]

  /// - Parameter entries: Every command and subcommand; names and numbers differ from each other.
  public init(categories: [String], entries: [Entry]) {
    self.categories = categories
    self.entries = entries
    count = (entries.map(\.number).max() ?? -1) + 1
    byName = Dictionary(uniqueKeysWithValues: entries.map { ($0.name, $0) })
  }

  /// The command or subcommand of this lower-case name.
  func entry(_ name: String) -> Entry? { byName[name] }
}

/// A set of commands by their numbers.
struct CommandSet: Sendable, Equatable {
  private var words: [UInt64]
  private let count: Int

  /// No command out of `count`.
  init(count: Int) {
    self.count = count
    words = Array(repeating: 0, count: (count + 63) / 64)
  }

  /// O(1). False for a number that the catalogue did not have.
  func contains(_ number: Int) -> Bool {
    number < count && words[number / 64] & (1 << UInt64(number % 64)) != 0
  }

  mutating func set(_ number: Int, _ isMember: Bool) {
    let bit = UInt64(1) << UInt64(number % 64)
    if isMember { words[number / 64] |= bit } else { words[number / 64] &= ~bit }
  }

  mutating func setAll(_ areMembers: Bool) {
    for number in 0..<count { set(number, areMembers) }
  }

  var isFull: Bool { words.reduce(0) { $0 + $1.nonzeroBitCount } == count }
}
