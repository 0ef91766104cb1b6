/// One way to write a command: words to be taken as they are, and slots in capitals for which a
/// stream picks a word (`KEY`), perhaps several (`KEY+`).
struct Form: Sendable {
  enum Part: Sendable {
    case word([UInt8])
    case slot(Slot, isRepeated: Bool)
  }

  /// How often it is chosen, against the others.
  let weight: Int
  let parts: [Part]
  /// Some of them follow, in any order, perhaps one twice.
  let options: [[Part]]
  let traits: Traits

  struct Traits: OptionSet {
    let rawValue: Int
    /// Another word in the wrong place could do something that cannot be compared.
    static let exact = Traits(rawValue: 1)
    /// What becomes of it decides over the transaction, so it stays out of one where the servers
    /// differ in it.
    static let outsideMulti = Traits(rawValue: 2)
  }

  init(_ weight: Int, _ syntax: String, options: [String] = [], _ traits: Traits = []) {
    self.weight = weight
    parts = Form.parts(syntax)
    self.options = options.map(Form.parts)
    self.traits = traits
  }

  private static func parts(_ syntax: String) -> [Part] {
    syntax.split(separator: " ").map { symbol in
      let isRepeated = symbol.last == "+"
      let name = String(isRepeated ? symbol.dropLast() : symbol)
      if let slot = Slot(rawValue: name) { return .slot(slot, isRepeated: isRepeated) }
      precondition(name == name.lowercased(), "\(name) is no slot")
      return .word(Array(name.utf8))
    }
  }
}
