/// Compares everything that the two servers hold, key by key.
struct KeyspaceCheck {
  let pair: ConnectionPair
  /// For SCAN's pages.
  let count: Int

  func run(_ comparison: Comparison) throws {
    for database in ["0", "1", "2", "3", "15"] {
      for side in [pair.theirs, pair.ours] { _ = try ask(side, ["select", database]) }
      let theirs = try contents(pair.theirs)
      let ours = try contents(pair.ours)
      for key in Set(theirs.keys).union(ours.keys) {
        let words = [Array("get".utf8), Array(key.utf8)]
        let absent = WireReply.bulk(UInt8(ascii: "$"), nil)
        comparison.compare(
          Exchange(words: words, theirs: theirs[key] ?? absent, ours: ours[key] ?? absent)
        ) { "    found by SCAN COUNT \(count) in database \(database)" }
      }
    }
  }

  /// Every key that a walk of SCAN returns, with its value.
  private func contents(_ side: WireConnection) throws -> [String: WireReply] {
    var contents: [String: WireReply] = [:]
    var cursor = "0"
    repeat {
      let page = try ask(side, ["scan", cursor, "count", "\(count)"]).elements ?? []
      guard page.count == 2, let next = page[0].text else { throw Failure("SCAN gives no page") }
      for case .bulk(_, .some(let key)) in page[1].elements ?? [] {
        contents[shown(key)] = try ask(side, [Array("get".utf8), key])
      }
      cursor = next
    } while cursor != "0"
    let size = try ask(side, ["dbsize"]).integer
    guard size == Int64(contents.count) else {
      throw Failure("SCAN returns \(contents.count) keys, DBSIZE says \(size ?? -1)")
    }
    return contents
  }

  private func ask(_ side: WireConnection, _ words: [String]) throws -> WireReply {
    try ask(side, words.map { Array($0.utf8) })
  }

  private func ask(_ side: WireConnection, _ words: [[UInt8]]) throws -> WireReply {
    try pair.ask(side, multibulk(words))
  }
}
