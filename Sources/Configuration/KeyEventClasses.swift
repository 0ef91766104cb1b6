/// Which keyspace notifications are sent: the letters of `notify-keyspace-events`.
/// https://redis.io/docs/latest/develop/use/keyspace-notifications/
public struct KeyEventClasses: OptionSet, Sendable {
  public let rawValue: UInt32
  public init(rawValue: UInt32) { self.rawValue = rawValue }

  /// Messages on `__keyspace@<db>__:<key>`, with the event's name.
  public static let keyspace = KeyEventClasses(letter: UInt8(ascii: "K"))
  /// Messages on `__keyevent@<db>__:<event>`, with the key.
  public static let keyEvent = KeyEventClasses(letter: UInt8(ascii: "E"))

  /// In the order in which Redis writes them. Types that do not exist here have letters too, because
  /// clients set `AKE` and its like.
  private static let letters = Array("g$lshzxetdnKEm".utf8)
  /// What `A` stands for.
  private static let all = Array("g$lshzxetd".utf8).reduce(into: KeyEventClasses()) {
    $0.insert(KeyEventClasses(letter: $1))
  }

  private init(letter: UInt8) {
    let position = KeyEventClasses.letters.firstIndex(of: letter)
    self.init(rawValue: position.map { 1 << UInt32($0) } ?? 0)
  }

  /// nil for text with a letter that stands for nothing.
  init?(text: String) {
    self = []
    for letter in text.utf8 {
      let one = letter == UInt8(ascii: "A") ? KeyEventClasses.all : KeyEventClasses(letter: letter)
      guard !one.isEmpty else { return nil }
      formUnion(one)
    }
  }

  /// Whether events of this class are wanted.
  public func contains(letter: UInt8) -> Bool {
    !isDisjoint(with: KeyEventClasses(letter: letter))
  }

  /// As CONFIG GET answers: every class at once is `A`.
  var text: String {
    var rest = self
    var text = ""
    if isSuperset(of: KeyEventClasses.all) {
      text = "A"
      rest.subtract(KeyEventClasses.all)
    }
    for letter in KeyEventClasses.letters where rest.contains(letter: letter) {
      text += String(UnicodeScalar(letter))
    }
    return text
  }
}

extension SettingFormat where Value == KeyEventClasses {
  static let keyEvents = SettingFormat(
    syntax: "CLASSES",
    parse: { (arguments) throws(MalformedValue) in
      guard let classes = KeyEventClasses(text: try arguments.single()) else {
        throw MalformedValue("Invalid event class character. Use 'Ag$lshzxeKEtmdn'.")
      }
      return classes
    }, render: { $0.text }, spell: { $0.isEmpty ? "\"\"" : $0.text })
}
