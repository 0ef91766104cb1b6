/// Finds what somebody meant who mistyped a name.
enum NearestName {
  /// Longer words are no mistyped setting; comparing them would only take time.
  private static let maxBytes = 64

  /// The candidate that the fewest changed, added or missing letters make out of `name`, or nil when
  /// none is near: more than a third of the letters, at least two, would have to change.
  static func of(_ name: String, among candidates: [String]) -> String? {
    let word = Array(name.lowercased().utf8)
    guard !word.isEmpty, word.count <= maxBytes else { return nil }
    let limit = max(2, word.count / 3)
    let near = candidates.map { (name: $0, distance: distance(word, Array($0.utf8))) }
      .filter { $0.distance <= limit && $0.distance < word.count }
    return near.min { $0.distance < $1.distance }?.name
  }

  /// Levenshtein's distance; two neighbours that changed places count once.
  private static func distance(_ left: [UInt8], _ right: [UInt8]) -> Int {
    var beforeLast = Array(0...right.count)
    var last = beforeLast
    for row in left.indices {
      var current = [row + 1]
      for column in right.indices {
        let isSame = left[row] == right[column]
        var best = min(last[column] + (isSame ? 0 : 1), last[column + 1] + 1, current[column] + 1)
        if row > 0, column > 0, left[row] == right[column - 1], left[row - 1] == right[column] {
          best = min(best, beforeLast[column - 1] + 1)
        }
        current.append(best)
      }
      (beforeLast, last) = (last, current)
    }
    return last[right.count]
  }
}
