import SeededRandom

/// Commands as a seed makes them: mostly valid, some with a word too many, too few or wrong.
struct CommandStream {
  typealias Words = [[UInt8]]

  var random: SeededGenerator
  let vocabulary: Vocabulary
  /// A form's number as often as its weight says.
  private let lots: [Int]
  private let forms: [Form]
  private var ownTimes = 0

  init(seed: UInt64, vocabulary: Vocabulary, forms: [Form] = Form.all) {
    random = SeededGenerator(seed: seed)
    self.vocabulary = vocabulary
    self.forms = forms
    lots = forms.indices.flatMap { repeatElement($0, count: forms[$0].weight) }
  }

  /// - Parameter isInMulti: Whether the client's commands are being queued. Some stay out of that.
  mutating func next(isInMulti: Bool) -> Words {
    var form = forms[lots[random.below(lots.count)]]
    while isInMulti && form.traits.contains(.outsideMulti) {
      form = forms[lots[random.below(lots.count)]]
    }
    var words = fill(form)
    if !form.traits.contains(.exact), random.once(in: 20) { damage(&words) }
    if random.once(in: 8) { words[0] = words[0].map(uppercased) }
    return words
  }

  private mutating func fill(_ form: Form) -> Words {
    var words: Words = []
    for part in form.parts { append(part, to: &words) }
    guard !form.options.isEmpty else { return words }
    for _ in 0..<[0, 1, 1, 1, 2, 2, 3][random.below(7)] {
      let start = words.count
      for part in form.options[random.below(form.options.count)] { append(part, to: &words) }
      if random.once(in: 3) { words[start] = words[start].map(uppercased) }
    }
    return words
  }

  private mutating func append(_ part: Form.Part, to words: inout Words) {
    switch part {
    case .word(let word): words.append(word)
    case .slot(let slot, let isRepeated):
      for _ in 0..<(isRepeated ? 1 + random.below(4) : 1) {
        words.append(word(for: slot))
      }
    }
  }

  private mutating func word(for slot: Slot) -> [UInt8] {
    switch slot {
    case .ownSeconds: Array("\(ownSeconds())".utf8)
    case .ownMilliseconds: Array("\(ownSeconds())000".utf8)
    default: vocabulary.pick(slot, &random)
    }
  }

  /// Every two hundred seconds one, in an order that jumps, and none that the vocabulary has.
  private mutating func ownSeconds() -> Int {
    ownTimes += 1
    return 1_100 + ownTimes * 7_919 % 100_003 * 200
  }

  /// One word too few, twice, wrong, or too many.
  private mutating func damage(_ words: inout Words) {
    let index = random.below(words.count)
    switch random.below(4) {
    case 0 where index > 0: words.remove(at: index)
    case 1: words.insert(words[index], at: index)
    case 2 where index > 0: words[index] = vocabulary.pick(.junk, &random)
    default: words.append(vocabulary.pick(.junk, &random))
    }
  }

  private func uppercased(_ byte: UInt8) -> UInt8 {
    byte >= 0x61 && byte <= 0x7A ? byte - 0x20 : byte
  }
}
