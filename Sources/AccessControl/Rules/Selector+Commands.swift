import Bytes

/// Rules about commands.
extension Selector {
  mutating func resetCommands(allowsAll: Bool) {
    commands.setAll(allowsAll)
    beginsWithAll = allowsAll
    commandRules = []
    firstArguments = [:]
  }

  /// `name`, `container|subcommand`, `command|first-argument` or `@category`.
  mutating func applyCommand(
    _ name: [UInt8], isAllowed: Bool, _ catalog: CommandCatalog
  ) throws(RuleError) {
    let word = name.keyword
    if word.hasPrefix("@") {
      try applyCategory(word, isAllowed: isAllowed, catalog)
    } else if isAllowed, let bar = name.lastIndex(of: UInt8(ascii: "|")) {
      try allowPart(of: name[..<bar], name[(bar + 1)...], catalog)
    } else {
      try applyWhole(word, isAllowed: isAllowed, catalog)
    }
  }

  private mutating func applyCategory(
    _ word: String, isAllowed: Bool, _ catalog: CommandCatalog
  ) throws(RuleError) {
    let category = String(word.dropFirst())
    guard catalog.categories.contains(category) else { throw .unknownCommandOrCategory }
    note(word, isAllowed: isAllowed)
    for entry in catalog.entries where entry.categories.contains(category) {
      set(entry, isAllowed)
    }
  }

  private mutating func applyWhole(
    _ word: String, isAllowed: Bool, _ catalog: CommandCatalog
  ) throws(RuleError) {
    guard let entry = catalog.entry(word) else { throw .unknownCommandOrCategory }
    set(entry, isAllowed)
    note(word, isAllowed: isAllowed)
  }

  /// Allows one subcommand, or an ordinary command with one first argument.
  private mutating func allowPart(
    of container: ArraySlice<UInt8>, _ part: ArraySlice<UInt8>, _ catalog: CommandCatalog
  ) throws(RuleError) {
    let name = Array(container).keyword
    guard let entry = catalog.entry(name) else { throw .unknownCommandOrCategory }
    guard !entry.isSubcommand else { throw .firstArgumentOfSubcommand }
    guard !part.isEmpty else { throw .syntax }
    let word = "\(name)|\(Array(part).keyword)"
    guard entry.subcommands.isEmpty else {
      return try applyWhole(word, isAllowed: true, catalog)
    }
    // A rule with a blank could not be told from two.
    guard !Array(part).hasBlanks, String(validating: part, as: UTF8.self) != nil else {
      throw .syntax
    }
    // Rules without a first argument cannot be more than there are commands and categories.
    if !commandRules.contains(where: { $0.name == word }) {
      try UserRules.requirePlace(behind: commandRules.count)
    }
    firstArguments[entry.number, default: []].insert(part.map(ASCII.lowercased))
    note(word, isAllowed: true)
  }

  /// A container takes its subcommands along.
  private mutating func set(_ entry: CommandCatalog.Entry, _ isAllowed: Bool) {
    commands.set(entry.number, isAllowed)
    firstArguments[entry.number] = nil
    for number in entry.subcommands { commands.set(number, isAllowed) }
  }

  /// Adds a rule behind the others, and drops those that it overrules: itself, and what is said of
  /// parts of the same command.
  private mutating func note(_ name: String, isAllowed: Bool) {
    commandRules.removeAll { $0.name == name || $0.name.hasPrefix(name + "|") }
    commandRules.append(CommandRule(name: name, isAllowed: isAllowed))
  }
}
