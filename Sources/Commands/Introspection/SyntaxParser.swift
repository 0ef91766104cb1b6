/// Reads a command's syntax line, so that what `COMMAND DOCS` tells and what the page says cannot
/// differ.
///
/// Capitals are words to be typed, small letters name arguments, `[…]` is optional, `<…>` groups,
/// `|` separates alternatives, and `[x ...]` behind x means that x may be repeated.
struct SyntaxParser {
  private var symbols: ArraySlice<String>
  private var isSound = true

  /// nil for a line whose brackets do not match, or that repeats nothing.
  static func parameters(of syntax: String) -> [Parameter]? {
    var spaced = ""
    for character in syntax {
      spaced += "[]<>|".contains(character) ? " \(character) " : String(character)
    }
    var parser = SyntaxParser(symbols: spaced.split(separator: " ").map(String.init)[...])
    let parameters = parser.sequence()
    return parser.isSound && parser.symbols.isEmpty ? parameters : nil
  }

  /// Parameters up to the end of the group or of the alternative.
  private mutating func sequence() -> [Parameter] {
    var found: [Parameter] = []
    while let symbol = symbols.first, !["]", ">", "|"].contains(symbol) {
      symbols.removeFirst()
      switch symbol {
      case "[": found = SyntaxParser.appending(optional: group(until: "]"), to: found)
      case "<": found.append(Parameter(group: group(until: ">"), type: "oneof"))
      case "..." where found.isEmpty: isSound = false
      case "...": found[found.count - 1].isMultiple = true
      default: found = SyntaxParser.appending(word: symbol, to: found)
      }
    }
    return found
  }

  /// The alternatives up to the closing bracket, each as one parameter; a single alternative as the
  /// parameters it consists of.
  private mutating func group(until bracket: String) -> [Parameter] {
    var alternatives = [sequence()]
    while symbols.first == "|" {
      symbols.removeFirst()
      alternatives.append(sequence())
    }
    if symbols.popFirst() != bracket { isSound = false }
    guard alternatives.count > 1 else { return alternatives[0] }
    let members = alternatives.map { Parameter(group: $0, type: "block") }
    return [Parameter(group: members, type: "oneof")]
  }

  /// An argument right behind a word belongs to it.
  private static func appending(word: String, to found: [Parameter]) -> [Parameter] {
    guard word != word.uppercased() else { return found + [Parameter(token: word)] }
    var argument = Parameter(argument: word)
    guard let last = found.last, last.type == "pure-token" else { return found + [argument] }
    argument.token = last.token
    return found.dropLast() + [argument]
  }

  private static func appending(optional group: [Parameter], to found: [Parameter]) -> [Parameter] {
    var singles = group
    let isRepetition = singles.last?.isMultiple == true
    if isRepetition { singles[singles.count - 1].isMultiple = false }
    if isRepetition, found.suffix(singles.count).elementsEqual(singles) {
      var repeated = Parameter(group: singles, type: "block")
      repeated.isMultiple = true
      return found.dropLast(singles.count) + [repeated]
    }
    var optional = Parameter(group: group, type: "block")
    optional.isOptional = true
    return found + [optional]
  }
}
