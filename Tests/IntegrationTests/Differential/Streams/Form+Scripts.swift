/// The scripts of lock libraries, which redis-server runs in Lua.
extension Form {
  static let scripts: [Form] =
    texts.flatMap { text, arguments in
      [Form(3, script: text, arguments)]
    } + [
      Form(1, "eval"), Form(1, "evalsha SHA 0"), Form(1, "evalsha SHA INT KEY", .exact),
      Form(1, "script exists SHA+"), Form(1, "script JUNK", .exact), Form(1, "script load", .exact),
    ]

  /// - Parameter arguments: Of EVAL, behind the script.
  private init(_ weight: Int, script: String, _ arguments: String) {
    let tail = Form(weight, arguments, .exact)
    self.init(
      weight: weight,
      parts: [.word(Array("eval".utf8)), .word(Array(script.utf8))] + tail.parts)
  }

  private init(weight: Int, parts: [Part]) {
    self.weight = weight
    self.parts = parts
    options = []
    traits = .exact
  }

  private static let texts = [
    (
      #"if redis.call("get",KEYS[1]) == ARGV[1] then return redis.call("del",KEYS[1])"#
        + " else return 0 end", "1 KEY VALUE"
    ),
    (
      #"if redis.call("get", KEYS[1]) == ARGV[1] then return redis.call("pexpire", KEYS[1], ARGV[2])"#
        + " else return 0 end", "1 KEY VALUE 5000000"
    ),
    (
      #"if redis.call("set", KEYS[1], ARGV[1], "NX", "PX", ARGV[2]) then return 1 else return 0 end"#,
      "1 KEY VALUE 3000000"
    ),
    (
      #"""
      local count = 0
      for i, key in ipairs(KEYS) do
        if redis.call("get", key) == ARGV[1] then redis.pcall("del", key) count = count + 1 end
      end
      return count
      """#, "2 KEY KEY VALUE"
    ),
    (
      #"""
      local values = redis.call("mget", unpack(KEYS))
      for i, _ in ipairs(KEYS) do if values[i] ~= ARGV[1] then return false end end
      for _, key in ipairs(KEYS) do redis.call("pexpire", key, ARGV[2]) end
      return redis.status_reply("OK")
      """#, "2 KEY KEY VALUE 6000000"
    ),
    (#"return redis.call("incrby", KEYS[1], ARGV[1])"#, "1 KEY 5"),
  ]
}
