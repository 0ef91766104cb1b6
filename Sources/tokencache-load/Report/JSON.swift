/// A JSON document (RFC 8259), just large enough for the report.
indirect enum JSON {
  case text(String)
  case whole(UInt64)
  case decimal(Double)
  case truth(Bool)
  case list([JSON])
  case object([(String, JSON)])

  var rendered: String {
    switch self {
    case .text(let text): Self.quoted(text)
    case .whole(let number): String(number)
    case .decimal(let number): number.isFinite ? number.text(decimals: 3) : "null"
    case .truth(let flag): flag ? "true" : "false"
    case .list(let items): "[" + items.map(\.rendered).joined(separator: ", ") + "]"
    case .object(let members):
      "{" + members.map { "\(Self.quoted($0)): \($1.rendered)" }.joined(separator: ", ") + "}"
    }
  }

  private static func quoted(_ text: String) -> String {
    var quoted = "\""
    for scalar in text.unicodeScalars {
      switch scalar {
      case "\"", "\\": quoted += "\\\(scalar)"
      case "\u{0}"..<" ":
        let hex = String(scalar.value, radix: 16)
        quoted += "\\u" + String(repeating: "0", count: 4 - hex.count) + hex
      default: quoted.unicodeScalars.append(scalar)
      }
    }
    return quoted + "\""
  }
}
