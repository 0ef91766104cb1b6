extension SettingFormat where Value == Int {
  /// A whole number within `range`.
  static func number(in range: ClosedRange<Int>) -> SettingFormat {
    SettingFormat(
      syntax: "NUMBER",
      parse: { (arguments) throws(MalformedValue) in
        guard let value = Int(try arguments.single()) else {
          throw MalformedValue("argument couldn't be parsed into an integer")
        }
        guard range.contains(value) else {
          throw .outside("\(range.lowerBound)", "\(range.upperBound)")
        }
        return value
      }, render: { String($0) })
  }

  /// Permission bits of a file, in octal with or without a leading zero.
  static let fileMode = SettingFormat(
    syntax: "OCTAL",
    parse: { (arguments) throws(MalformedValue) in
      let text = try arguments.single()
      guard text.utf8.allSatisfy({ (0x30...0x37).contains($0) }), let mode = Int(text, radix: 8)
      else { throw MalformedValue("argument couldn't be parsed as an octal number") }
      guard mode <= 0o777 else { throw .outside("0", "777") }
      return mode
    }, render: { String($0, radix: 8) }, spell: { "0" + String($0, radix: 8) })
}
