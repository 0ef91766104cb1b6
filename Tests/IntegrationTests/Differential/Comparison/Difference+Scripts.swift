extension Difference {
  static let scripts = [
    Difference(
      "No Lua", "Scripts of lock libraries are recognised and run without Lua.",
      example: "a: eval return~1 0"
    ) { $0.ours.error?.contains("this server runs no Lua") == true },
    Difference(
      "Numbers of scripts", "Lua's numbers are doubles; ours are not rounded.",
      example: "a: set k 9007199254740992",
      #"a: eval return~redis.call("incrby",KEYS[1],ARGV[1]) 1 k 1"#
    ) {
      guard let (theirs, ours) = $0.integers, $0.name.hasPrefix("eval") else { return false }
      return theirs == throughLua(ours)
    },
    Difference(
      "Errors of scripts", "Lua adds the script's place to an error's text.",
      example: "a: set k v", #"a: eval return~redis.call("incrby",KEYS[1],ARGV[1]) 1 k 1"#
    ) {
      guard $0.name.hasPrefix("eval"), let theirs = $0.theirs.error, let ours = $0.ours.error
      else { return false }
      return theirs.hasPrefix(ours + " script: ")
    },
  ]

  /// What becomes of an integer that passes through Lua, where every number is a double. One that
  /// fits no longer turns into the least there is, as processors convert it.
  private static func throughLua(_ number: Int64) -> Int64 {
    Int64(exactly: Double(number)) ?? .min
  }
}
