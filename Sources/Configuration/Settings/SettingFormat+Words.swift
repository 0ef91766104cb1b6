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
