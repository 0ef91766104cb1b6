/// Lists: one value a line of the file, or all of them in one text with `;` or line ends between.
extension SettingFormat {
  /// Adds the value in `words` to a list; nothing but an empty word takes all values back, as
  /// `save ""` does in redis.conf.
  func add(_ words: [String], to list: inout [Value], atMost limit: Int) throws(MalformedValue) {
    guard words != [""] else { return list.removeAll() }
    guard list.count < limit else { throw MalformedValue("given more than \(limit) times") }
    list.append(try parse(words))
  }

  /// The values in a text.
  func list(_ text: String, atMost limit: Int) throws(MalformedValue) -> [Value] {
    guard let lines = QuotedWords.lines(Array(text.utf8)[...]) else {
      throw MalformedValue("unbalanced quotes")
    }
    var list: [Value] = []
    for line in lines { try add(line, to: &list, atMost: limit) }
    return list
  }
}
