import Testing

extension IntegrationTests {
  /// The documentation names every command of redis-server that is not here, and none that is.
  @Suite(.enabled(if: RedisServer.program.isInstalled)) struct AbsentCommandTests {
    /// Kinds of commands that the documentation names in a word.
    private static let absentKinds = [
      "list", "hash", "set", "sortedset", "stream", "geo", "hyperloglog",
    ]

    @Test func eachIsDocumented() throws {
      let daemon = try Daemon()
      let ours = try names(daemon.connect()("COMMAND", "LIST"))
      let redis = try RedisServer()
      let client = try RedisConnection(port: redis.port)
      let theirs = try names(client("COMMAND", "LIST"))
      let named = documented()
      var absent = theirs.subtracting(ours)
      #expect(named.isSuperset(of: ["debug", "dump", "waitaof"]), "\(named)")
      #expect(named.isDisjoint(with: ours), "\(named.intersection(ours)) are here")
      for kind in Self.absentKinds { absent.subtract(try names(client("ACL", "CAT", kind))) }
      #expect(named.isSuperset(of: absent), "\(absent.subtracting(named)) are not documented")
    }

    private func names(_ reply: Reply) throws -> Set<String> {
      guard case .array(let elements) = reply else { throw Failure("no list: \(reply)") }
      return Set(elements.compactMap(\.text).map { String($0.prefix { $0 != "|" }) })
    }

    /// The names in the list of absent commands.
    private func documented() -> Set<String> {
      let page = textOfFile(
        "\(Tree.root)/Sources/tokencached/Documentation.docc/Operators/DifferencesFromRedis.md")
      let section = page.split(separator: "### Commands that are absent")[1]
      let lines = section.split(separator: "###")[0].split(separator: "\n")
      let list = lines.joined(separator: " ").split(separator: " - ").dropFirst()
      let words = list.joined(separator: " ").split(
        separator: "`", omittingEmptySubsequences: false)
      let quoted = words.indices.filter { $0 % 2 == 1 }.map { String(words[$0]) }
      let present: Set = ["wait", "replicaof no one", "durability"]
      return Set(quoted.map { $0.lowercased() }).subtracting(present)
    }
  }
}
