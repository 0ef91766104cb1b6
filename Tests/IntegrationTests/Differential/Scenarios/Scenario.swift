/// A few clients and what they do, one step after the other, where the order decides.
///
/// A step is a client's letter, a colon, and a command, whose replies are waited for: one, or as many
/// as the number before the letter says (`2b: subscribe x y`). `""` is an empty word, `~` a space inside of one, and
/// `sleep 50` lets 50 ms pass. Capitals
/// for RESP3, small letters for RESP2. `raw:` instead of a command stands before bytes that are sent as
/// they are and then end, with `\r \n \0 \xFF` for what they look like.
struct Scenario: Sendable {
  /// A step that begins so sends bytes as they stand, to a connection of its own.
  static let raw = "raw:"

  let name: String
  let steps: [String]

  init(_ name: String, _ steps: String...) { self.init(name, steps: steps) }

  init(_ name: String, steps: [String]) {
    self.name = name
    self.steps = steps
  }
}
