extension Difference {
  static let all = lifetimes + bounds + surface + scripts + identities + orders

  private static let lifetimes = [
    Difference(
      "Backstop", "A save without an expiry gets the sliding window of default-ttl.",
      example: "a: set k v", "a: ttl k", "a: pexpiretime k"
    ) {
      guard let (theirs, ours) = $0.integers, theirs == -1, let unit = Moment.unitMs($0) else {
        return false
      }
      return Moment.isAhead(ours * unit, by: 86_400_000, $0)
    },
    Difference(
      "Cap", "No deadline lies further ahead than max-ttl.", example: "a: set k v ex 99999999",
      "a: ttl k"
    ) {
      guard let (theirs, ours) = $0.integers, let unit = Moment.unitMs($0) else { return false }
      return theirs > ours && Moment.isAhead(ours * unit, by: 400 * 86_400_000, $0)
    },
    Difference(
      "Expired keys", "No command shows or counts a key that has expired.",
      example: "a: multi", "a: set k v exat 1", "a: memory usage k", "a: exec"
    ) {
      if $0.name == "memory" { return $0.theirs.integer != nil && $0.ours.isNull }
      guard let (theirs, ours) = $0.integers else { return false }
      return $0.name == "dbsize" && theirs > ours
    },
    Difference(
      "Saves in the past", "What expires at once changes nothing where nothing was, as in Valkey.",
      example: "a: watch k", "b: set k v exat 1", "a: multi", "a: echo past", "a: exec"
    ) {
      $0.name == "exec" && $0.theirs.isNull && $0.ours.elements?.map(\.text) == ["past"]
    },
  ]

  private static let bounds = [
    Difference(
      "Size of values", "max-value-size is far below proto-max-bulk-len.",
      example: "a: setrange k 600000000 v"
    ) { $0.errors("ERR string exceeds maximum allowed size", "ERR value of ") },
    Difference(
      "Number of arguments", "A request has at most 1,048,576 arguments.",
      example: "a: \(Scenario.raw)*1048577\\r\\n"
    ) {
      $0.theirs.text == "" && $0.ours.text == "-ERR Protocol error: invalid multibulk length\r\n"
    },
    Difference(
      "Zero bytes on a line", "A line ends at its line feed, whatever stands before it.",
      example: "a: \(Scenario.raw)PING\\0x\\r\\n"
    ) {
      guard let theirs = $0.theirs.text, let ours = $0.ours.text else { return false }
      return $0.words.count == 1 && $0.words[0].contains(0) && ours.hasPrefix(theirs)
    },
    Difference(
      "Long values in LCS", "The product of the lengths is bounded.",
      example: "a: setrange k 20000 v", "a: setrange l 20000 v", "a: lcs k l len"
    ) { $0.name == "lcs" && $0.ours.error?.hasPrefix("ERR String too long for LCS") == true },
  ]

  private static let surface = [
    Difference(
      "Commands that are absent", "There are strings only, one process, and no cluster.",
      example: "a: llen k", "a: readonly"
    ) {
      $0.ours.error?.hasPrefix("ERR unknown command") == true && absent.contains($0.name)
    },
    Difference(
      "Commands of later versions", "redis-server 7.0 lacks what later ones or Valkey brought.",
      example: "a: delifeq k v", "a: client setinfo lib-name x"
    ) {
      $0.theirs.error?.hasPrefix("ERR unknown ") == true
        && ($0.name == "delifeq" || $0.word(1) == "setinfo")
    },
    Difference(
      "Swapped databases", "Client-side caches are told that any key may have changed.",
      example: "A: client tracking on", "A: get k", "b: swapdb 0 1"
    ) {
      guard let theirs = $0.theirs.elements, let ours = $0.ours.elements else { return false }
      return ours.count == theirs.count + 1 && ours.starts(with: theirs)
        && ours.last?.elements?.map(\.text) == ["invalidate", nil]
    },
    Difference(
      "Passwords in error texts", "No error repeats a password or its hash.",
      example: "a: acl setuser u <hidden", "a: acl setuser u #hash", "a: acl setuser u !hash"
    ) {
      guard $0.name == "acl", let theirs = $0.theirs.error, let ours = $0.ours.error else {
        return false
      }
      return theirs.split(separator: "\'").dropFirst(2) == ours.split(separator: "\'").dropFirst(2)
        && ours.contains("(redacted)")
    },
    Difference(
      "Texts that are no UTF-8", "An error quotes what is no UTF-8 as U+FFFD.",
      example: "a: \(Scenario.raw)\\xFF\\r\\n"
    ) {
      if let theirs = $0.theirs.error, let ours = $0.ours.error { return theirs == ours }
      return $0.words.first?.first == 0xFF && $0.theirs.text == $0.ours.text
    },
  ]

  private static let absent = [
    "llen", "lpush", "hget", "smembers", "zscore", "xlen", "getbit", "geopos", "readonly",
    "readwrite", "asking",
  ]
}
