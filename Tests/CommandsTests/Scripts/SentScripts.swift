/// Texts as lock libraries send them, white space included: their SHA-1 is known.
enum SentScripts {
  static let release = indented(
    """
    local token = redis.call('get', KEYS[1])
    if not token or token ~= ARGV[1] then
        return 0
    end
    redis.call('del', KEYS[1])
    return 1
    """)
  static let extend = indented(
    """
    local token = redis.call('get', KEYS[1])
    if not token or token ~= ARGV[1] then
        return 0
    end
    local expiration = redis.call('pttl', KEYS[1])
    if not expiration then
        expiration = 0
    end
    if expiration < 0 then
        return 0
    end

    local newttl = ARGV[2]
    if ARGV[3] == "0" then
        newttl = ARGV[2] + expiration
    end
    redis.call('pexpire', KEYS[1], newttl)
    return 1
    """)
  static let reacquire = indented(
    """
    local token = redis.call('get', KEYS[1])
    if not token or token ~= ARGV[1] then
        return 0
    end
    redis.call('pexpire', KEYS[1], ARGV[2])
    return 1
    """)
  static let oneLineRelease =
    #"if redis.call("get",KEYS[1]) == ARGV[1] then return redis.call("del",KEYS[1])"#
    + " else return 0 end"

  /// As redis-py's source has it: every line but empty ones eight columns in, and a last line of
  /// four.
  private static func indented(_ text: String) -> String {
    let lines = text.split(separator: "\n", omittingEmptySubsequences: false)
    let margin = String(repeating: " ", count: 8)
    return "\n" + lines.map { $0.isEmpty ? "" : margin + $0 }.joined(separator: "\n") + "\n    "
  }
}

/// A request whose one argument is any text, as an inline request.
func request(_ name: String, _ text: String, _ rest: String = "") -> String {
  var quoted = text.replacing("\\", with: "\\\\").replacing("\"", with: "\\\"")
  quoted = quoted.replacing("\n", with: "\\n").replacing("\t", with: "\\t")
  return "\(name) \"\(quoted)\" \(rest)"
}
