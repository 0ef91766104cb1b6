extension Arena {
  /// Numbers of the segments that hold entries.
  var usedSegments: [Int] {
    segments.indices.filter { segments[$0].isInUse && segments[$0].live > 0 }
  }

  /// The segment whose turn it is: the oldest of the probation queue while that has more than a
  /// tenth of the arena, else the oldest of the main queue. nil when there is nothing to take.
  mutating func oldestReclaimable() -> Int? {
    let preferred: EvictionQueue =
      probation.byteCount * 10 > byteCount || main.oldest == 0 ? .probation : .main
    let other: EvictionQueue = preferred == .main ? .probation : .main
    return closedOldest(preferred) ?? closedOldest(other) ?? sealedOldest(preferred)
      ?? sealedOldest(other)
  }

  /// The closed segment with the least living bytes, if less than three quarters of it live.
  func emptiestSegment() -> Int? {
    var best: Int?
    var bestShare = 3 * Arena.segmentBytes / 4
    for number in segments.indices
    where segments[number].isInUse && number != probation.newest && number != main.newest {
      guard segments[number].live < bestShare, segments[number].capacity == Arena.segmentBytes
      else { continue }
      bestShare = segments[number].live
      best = number
    }
    return best
  }

  private func closedOldest(_ queue: EvictionQueue) -> Int? {
    let list = list(queue)
    return list.oldest != 0 && list.oldest != list.newest ? list.oldest : nil
  }

  /// Where only the open segment is left, closes it so that it can be taken.
  private mutating func sealedOldest(_ queue: EvictionQueue) -> Int? {
    seal(queue)
    return closedOldest(queue)
  }
}
