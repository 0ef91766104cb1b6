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

extension SettingFormat where Value: Choice {
  /// One word out of a list, in any case.
  static var choice: SettingFormat {
    SettingFormat(
      syntax: Value.allCases.map(\.rawValue).joined(separator: "|"),
      parse: { (arguments) throws(MalformedValue) in
        guard let value = Value(rawValue: try arguments.single().lowercased()) else {
          let words = Value.allCases.map(\.rawValue).joined(separator: ", ")
          throw MalformedValue("argument(s) must be one of the following: \(words)")
        }
        return value
      }, render: { $0.rawValue })
  }
}

extension SettingFormat where Value == Bool {
  static let yesOrNo = SettingFormat(
    syntax: "yes|no",
    parse: { (arguments) throws(MalformedValue) in
      switch try arguments.single().lowercased() {
      case "yes": return true
      case "no": return false
      default: throw MalformedValue("argument must be 'yes' or 'no'")
      }
    }, render: { $0 ? "yes" : "no" })
}

extension SettingFormat where Value == String {
  /// Text up to `maxBytes` without a zero byte, which would end it early in a system call.
  static func text(_ syntax: String, maxBytes: Int) -> SettingFormat {
    anyText(syntax, maxBytes: maxBytes).refusing { text in
      text.utf8.contains(0) ? "argument must not contain a zero byte" : nil
    }
  }

  /// Any text up to `maxBytes`, for what no system call sees.
  static func anyText(_ syntax: String, maxBytes: Int) -> SettingFormat {
    SettingFormat(
      syntax: syntax,
      parse: { (arguments) throws(MalformedValue) in
        let text = try arguments.single()
        guard text.utf8.count <= maxBytes else {
          throw MalformedValue("argument must not be longer than \(maxBytes) bytes")
        }
        return text
      }, render: { $0 }, spell: { QuotedWords.quoted($0) })
  }
}

extension [String] {
  /// The words of all arguments: CONFIG SET hands a list over as one argument.
  var words: [String] { flatMap { $0.split(separator: " ").map(String.init) } }
}
