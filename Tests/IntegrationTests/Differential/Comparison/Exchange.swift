/// One command and what the two servers answered.
struct Exchange {
  let words: [[UInt8]]
  let theirs: WireReply
  let ours: WireReply

  /// The command's name in lower case.
  var name: String { word(0) }

  /// An argument in lower case; empty when there is none.
  func word(_ index: Int) -> String {
    index < words.count ? String(decoding: words[index], as: UTF8.self).lowercased() : ""
  }

  /// Whether both errors begin as given: with these words, then anything.
  func errors(_ theirs: String, _ ours: String) -> Bool {
    self.theirs.error?.hasPrefix(theirs) == true && self.ours.error?.hasPrefix(ours) == true
  }

  /// Both integers, if they are such.
  var integers: (theirs: Int64, ours: Int64)? {
    guard let first = theirs.integer, let second = ours.integer else { return nil }
    return (first, second)
  }
}
