extension Connection {
  /// How many keys the server holds in the database that the load uses.
  /// https://redis.io/docs/latest/commands/dbsize/
  func keyCount() throws(LoadFailure) -> Int64 {
    let word: StaticString = "DBSIZE"
    // Safe: the text of a static string lives as long as the process.
    word.withUTF8Buffer { bytes in
      var argument = UnsafeRawPointer(bytes.baseAddress)?.assumingMemoryBound(to: CChar.self)
      var size = bytes.count
      append(1, &argument, &size)
    }
    try flushAll()
    let reply = try awaitReply()
    guard reply.kind == .integer else { throw LoadFailure("\(endpoint): \(reply.text)") }
    return reply.integer
  }
}
