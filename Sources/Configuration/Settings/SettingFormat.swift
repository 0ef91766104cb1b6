/// How one kind of value is written: text to value, and value back to text.
struct SettingFormat<Value: Sendable>: Sendable {
  /// What to write in the value's place, for the help text.
  let syntax: String
  let parse: @Sendable ([String]) throws(MalformedValue) -> Value
  /// As CONFIG GET answers: sizes in bytes, times in seconds.
  let render: @Sendable (Value) -> String
  /// As a person writes it: `256mb`, `24h`.
  let spell: @Sendable (Value) -> String

  init(
    syntax: String, parse: @escaping @Sendable ([String]) throws(MalformedValue) -> Value,
    render: @escaping @Sendable (Value) -> String,
    spell: (@Sendable (Value) -> String)? = nil
  ) {
    self.syntax = syntax
    self.parse = parse
    self.render = render
    self.spell = spell ?? render
  }

  /// The same format with one more rule: a sentence where the value is refused, nil where it is fine.
  func refusing(_ rule: @escaping @Sendable (Value) -> String?) -> SettingFormat {
    SettingFormat(
      syntax: syntax,
      parse: { (arguments) throws(MalformedValue) in
        let value = try parse(arguments)
        if let reason = rule(value) { throw MalformedValue(reason) }
        return value
      }, render: render, spell: spell)
  }
}

/// Why a text is not a value of its format.
struct MalformedValue: Error {
  let reason: String

  init(_ reason: String) { self.reason = reason }

  static func outside(_ low: String, _ high: String) -> MalformedValue {
    MalformedValue("argument must be between \(low) and \(high) inclusive")
  }
}

extension [String] {
  /// The only argument.
  func single() throws(MalformedValue) -> String {
    guard count == 1 else { throw MalformedValue(countReason) }
    return self[0]
  }

  private var countReason: String {
    if isEmpty { return "needs a value" }
    let comment = contains { $0.hasPrefix("#") }
    return "takes one value, not \(count)"
      + (comment ? " (a comment must stand on a line of its own)" : "")
  }
}
