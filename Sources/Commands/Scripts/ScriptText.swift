/// A script's text in the spelling that all spellings with the same meaning share: one space between
/// tokens, no comments and semicolons, commands in lower case, locals numbered, and names for `KEYS`
/// and `ARGV` replaced by what they name.
struct ScriptText: Hashable {
  private let normalized: String

  /// Longer than every script that is known, whatever its comments.
  private static let maxLength = 16 * 1024
  /// Three times as many as the longest known script has. What follows compares tokens with each
  /// other, and one client's text must not hold up the others.
  private static let maxTokens = 512

  /// nil when the text cannot be one of a known script.
  init?(_ text: UnsafeRawBufferPointer) {
    guard text.count <= ScriptText.maxLength, let lua = LuaTokens(text) else { return nil }
    var tokens = lua.tokens.filter { $0 != ";" }
    guard tokens.count <= ScriptText.maxTokens else { return nil }
    ScriptText.lowercaseCommands(&tokens)
    ScriptText.unwrapNumbers(&tokens)
    while ScriptText.replaceAlias(&tokens) {
      guard tokens.count <= ScriptText.maxTokens else { return nil }
    }
    ScriptText.numberLocals(&tokens)
    normalized = tokens.joined(separator: " ")
  }

  /// `redis.call("GET"` becomes `redis.call("get"`.
  private static func lowercaseCommands(_ tokens: inout [String]) {
    for index in tokens.indices.dropFirst(2)
    where tokens[index - 1] == "(" && ["call", "pcall"].contains(tokens[index - 2]) {
      tokens[index] = tokens[index].lowercased()
    }
  }

  /// `tonumber(ARGV[2])` becomes `ARGV[2]`: what is handed to a command is text again.
  private static func unwrapNumbers(_ tokens: inout [String]) {
    var index = 0
    while index + 6 < tokens.count {
      if tokens[index...].starts(with: ["tonumber", "(", "ARGV", "["]), tokens[index + 5] == "]",
        tokens[index + 6] == ")"
      {
        tokens.remove(at: index + 6)
        tokens.removeSubrange(index..<index + 2)
      }
      index += 1
    }
  }

  /// Takes `local name = KEYS[1]` from the beginning, where its scope is all the rest, and writes
  /// what it names in its place. False when the text does not begin like this.
  private static func replaceAlias(_ tokens: inout [String]) -> Bool {
    guard tokens.count > 7, tokens[0] == "local", tokens[2] == "=",
      ["KEYS", "ARGV"].contains(tokens[3]), tokens[4] == "[", tokens[6] == "]"
    else { return false }
    let name = tokens[1]
    let meaning = tokens[3...6]
    // A second declaration or an assignment would give the name another meaning.
    let rest = tokens.indices.dropFirst(7)
    let isConstant = rest.allSatisfy { index in
      tokens[index] != name
        || (!["local", ".", "for", "function"].contains(tokens[index - 1])
          && (index + 1 == tokens.count || !["=", ","].contains(tokens[index + 1])
            || isArgument(index, of: tokens)))
    }
    guard isConstant else { return false }
    tokens = tokens[7...].flatMap { $0 == name ? Array(meaning) : [$0] }
    return true
  }

  /// Whether a name before a comma is inside of parentheses, so it is handed over and not assigned.
  private static func isArgument(_ index: Int, of tokens: [String]) -> Bool {
    let before = tokens[..<index]
    let open = before.count { $0 == "(" } - before.count { $0 == ")" }
    return tokens[index + 1] == "," && open > 0
  }

  /// Names that the script declares become `v1`, `v2` … in order.
  private static func numberLocals(_ tokens: inout [String]) {
    var numbers: [String: String] = [:]
    for index in tokens.indices.dropFirst()
    where ["local", "for"].contains(tokens[index - 1]) && tokens[index] != "function" {
      var name = index
      while true {
        let number = "v\(numbers.count + 1)"
        if numbers[tokens[name]] == nil { numbers[tokens[name]] = number }
        guard name + 2 < tokens.count, tokens[name + 1] == "," else { break }
        name += 2
      }
    }
    for index in tokens.indices where index == 0 || tokens[index - 1] != "." {
      if let number = numbers[tokens[index]] { tokens[index] = number }
    }
  }
}
