import SeededRandom

/// What lines and words of a target's scripts may be.
struct Vocabulary {
  /// Whole lines; a word of the form `%` stands for any word.
  let lines: [String]
  let words: [String]
}

/// Changes a script of lines by one to four random steps.
struct ScriptMutator {
  private let vocabulary: Vocabulary
  private var random: SeededGenerator
  private var lines: [[String]] = []

  private static let maxLines = 60

  init(_ vocabulary: Vocabulary, seed: UInt64) {
    self.vocabulary = vocabulary
    random = SeededGenerator(seed: seed)
  }

  mutating func mutated(_ input: UnsafeRawBufferPointer) -> [UInt8] {
    lines = String(decoding: input, as: UTF8.self).split(separator: "\n").map {
      $0.split(separator: " ").map(String.init)
    }
    for _ in 0...Int.random(in: 0...3, using: &random) { step() }
    return Array(lines.map { $0.joined(separator: " ") + "\n" }.joined().utf8)
  }

  private mutating func step() {
    guard let place = lines.indices.randomElement(using: &random) else { return insertLine(at: 0) }
    switch Int.random(in: 0..<10, using: &random) {
    case ..<4: insertLine(at: place)
    case 4: lines.remove(at: place)
    case 5: if lines.count < ScriptMutator.maxLines { lines.insert(lines[place], at: place) }
    case 6: lines.swapAt(place, lines.indices.randomElement(using: &random) ?? place)
    case 7: lines[place].append(word())
    default: changeWord(of: place)
    }
  }

  private mutating func insertLine(at place: Int) {
    guard lines.count < ScriptMutator.maxLines,
      let line = vocabulary.lines.randomElement(using: &random)
    else { return }
    lines.insert(line.split(separator: " ").map { $0 == "%" ? word() : String($0) }, at: place)
  }

  private mutating func changeWord(of line: Int) {
    guard let place = lines[line].indices.randomElement(using: &random) else { return }
    if Int.random(in: 0..<5, using: &random) == 0 {
      lines[line].remove(at: place)
    } else {
      lines[line][place] = word()
    }
  }

  private mutating func word() -> String {
    if Int.random(in: 0..<8, using: &random) == 0 {
      return String(
        Int64.random(in: .min ... .max, using: &random) >> Int64.random(in: 0...62, using: &random))
    }
    return vocabulary.words.randomElement(using: &random) ?? "0"
  }
}
