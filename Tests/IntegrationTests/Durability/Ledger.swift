/// What one writer knows about its keys: the last state that was acknowledged, and what it asked
/// for afterwards. After a crash each key must be in one of these states.
struct Ledger {
  /// A value with its expiry in ms since 1970, or a sliding window; nil stands for no entry.
  struct Entry: Equatable {
    var value: String
    var expiryMs: Int64?
  }

  private struct Page {
    var acknowledged: Entry?
    var asked: [Entry?] = []
  }

  private var pages: [String: Page] = [:]

  var keys: [String] { pages.keys.sorted() }

  mutating func ask(_ key: String, _ state: Entry?) {
    pages[key, default: Page()].asked.append(state)
  }

  /// The oldest request for the key that has no answer yet has got one.
  mutating func acknowledge(_ key: String) {
    guard var page = pages[key], !page.asked.isEmpty else { return }
    page.acknowledged = page.asked.removeFirst()
    pages[key] = page
  }

  /// Whether a key may be found so; what was found is what is known from now on.
  mutating func accepts(_ key: String, _ found: Entry?) -> Bool {
    guard let page = pages[key] else { return found == nil }
    pages[key] = Page(acknowledged: found)
    return page.acknowledged == found || page.asked.contains(found)
  }

  /// What a key may be, for the message of a failure.
  func expectation(_ key: String) -> String {
    guard let page = pages[key] else { return "nothing" }
    return "\(String(describing: page.acknowledged)) or one of \(page.asked)"
  }
}
