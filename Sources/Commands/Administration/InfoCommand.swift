import RESP

/// `INFO [section [section ...]]`
///
/// https://redis.io/docs/latest/commands/info/
enum InfoCommand {
  static let page = Command(
    "info", arity: -1, flags: [.loading, .stale, .counts, .heavy], categories: ["dangerous"],
    tips: [
      "nondeterministic_output", "request_policy:all_shards", "response_policy:special",
    ],
    documentation: CommandDocumentation(
      "Answers figures about the server, section by section.", since: "1.0.0", group: "server",
      complexity: "O(1)", syntax: "[section [section ...]]"),
    run: run)

  /// Sections that are shown when none is named.
  private static let defaults: [InfoSection] = [
    .server, .clients, .memory, .persistence, .stats, .replication, .cpu, .modules, .errorstats,
    .cluster, .keyspace,
  ]

  static func run(_ context: inout CommandContext, _ arguments: Arguments) -> Outcome {
    let sections = wanted(arguments)
    // Counts of keys must not include expired ones.
    if sections.contains(.keyspace), let demand = context.removeExpired() { return .wait(demand) }
    let shown = InfoSection.allCases.filter(sections.contains).map { text($0, context) }
    context.reply.verbatim(format: "txt", shown.joined(separator: "\r\n"))
    return .done
  }

  private static func wanted(_ arguments: Arguments) -> Set<InfoSection> {
    guard arguments.count > 1 else { return Set(defaults) }
    var sections: Set<InfoSection> = []
    for index in 1..<arguments.count {
      let word = String(decoding: arguments[index], as: UTF8.self).lowercased()
      switch word {
      case "default": sections.formUnion(defaults)
      case "all": sections.formUnion(InfoSection.allCases.filter { $0 != .modules })
      case "everything": sections.formUnion(InfoSection.allCases)
      default: InfoSection(rawValue: word).map { _ = sections.insert($0) }
      }
    }
    return sections
  }

  private static func text(_ section: InfoSection, _ context: CommandContext) -> String {
    let fields =
      context.services.information(section) + KeyspaceInformation.fields(section, context)
      + StatisticsInformation.fields(section, context)
    return "# \(title(section))\r\n" + fields.map { "\($0.name):\($0.value)\r\n" }.joined()
  }

  private static func title(_ section: InfoSection) -> String {
    section == .cpu ? "CPU" : section.rawValue.prefix(1).uppercased() + section.rawValue.dropFirst()
  }
}
