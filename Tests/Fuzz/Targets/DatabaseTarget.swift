@testable import Keyspace
@testable import Persistence

/// A database as a bad disk, a stranger or somebody with `sqlite3` may leave it: opened, indexed,
/// searched, read, compacted and committed to. It may be refused; nothing else may happen.
///
/// Starts from a store of three segments. `flip OFFSET BITS` damages a byte of the file, `set TABLE
/// COLUMN VALUE ROW` changes a field as SQL does, with `xHEX` for a blob; all else is ignored.
struct DatabaseTarget: FuzzTarget {
  private let directory = TestDirectory()
  private let template: [UInt8]

  init() {
    DatabaseTemplate.fill(directory.path)
    template = directory.read("tokens.db")
  }

  var vocabulary: Vocabulary? {
    Vocabulary(
      lines: [
        "flip % %", "set meta value % next_row", "set meta value % journal_through",
        "set segments row_count % %", "set segments live_count % %", "set segments segment % %",
        "set segments first_deadline % %", "set segments dead % %", "set entries row % %",
        "set entries expires_at % %", "set entries window_ms % %", "set entries cap_ms % %",
        "set entries database % %", "set entries key % %", "set entries value % %",
        "set slid deadlines % %", "set slid segment % %", "set segment_indexes segment % %",
        "set segment_indexes hashes % %",
        "set segment_indexes deadlines % %",
      ],
      words: [
        "0", "1", "2", "3", "5", "8", "16", "40", "100", "255", "16384", "16385", "32768", "49152",
        "65535", "-1", "-16384", "9223372036854775807", "-9223372036854775808", "1099511627776",
        "562949953421311", "562949953421312", "9223372036854759424", "x", "x00",
        "x0011223344556677",
        "x00112233445566778899", "x0000000000000000", "1.5", "'text'", "NULL",
      ])
  }

  func run(_ input: UnsafeRawBufferPointer) {
    directory.removeFiles()
    var image = template
    let lines = ScriptLine.lines(of: input).prefix(20)
    for line in lines where line.verb == "flip" {
      let offset = Int(line.number(1).magnitude % UInt64(image.count))
      image[offset] ^= UInt8(truncatingIfNeeded: line.number(2))
    }
    directory.write(image, to: "tokens.db")
    for line in lines where line.verb == "set" { change(line) }
    do throws(StorageError) {
      var tour = try StoreTour(directory.path)
      try tour.run()
    } catch {}
  }

  /// What cannot be changed stays as it is.
  private func change(_ line: ScriptLine) {
    let table = line.word(1)
    guard let key = DatabaseTarget.keys[table], let value = literal(line.word(3)) else { return }
    let row = table == "meta" ? "'\(line.word(4))'" : "\(line.number(4))"
    guard let database = try? Database(path: directory.file("tokens.db"), readOnly: false) else {
      return
    }
    try? database.execute(
      "UPDATE \(table) SET \(line.word(2)) = \(value) WHERE \(key) = \(row)", for: "damage")
  }

  private static let keys: [Substring: String] = [
    "meta": "name", "segments": "segment", "entries": "row", "segment_indexes": "segment",
    "slid": "segment",
  ]

  private func literal(_ word: Substring) -> String? {
    if word.first == "x" { return "x'\(word.dropFirst())'" }
    return ["1.5", "'text'", "NULL"].contains(word) ? String(word) : Int64(word).map { "\($0)" }
  }
}
