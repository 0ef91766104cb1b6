import Testing

/// What the daemon tells about itself and its keys.
extension RedisConnection {
  /// A number out of INFO.
  func info(_ field: String) throws -> Int {
    let text = try self("INFO", "everything").text ?? ""
    let line = text.split(separator: "\r\n").first { $0.hasPrefix("\(field):") }
    guard let value = line.flatMap({ Int($0.dropFirst(field.count + 1)) }) else {
      throw Failure("INFO has no number \(field)")
    }
    return value
  }

  /// Waits until the background writer has nothing left to do. A disk that is busy with others can
  /// hold up one commit for many seconds.
  func awaitFlush() throws {
    let isFlushed = try eventually(limitMs: 60_000) { try info("store_unpersisted_bytes") == 0 }
    guard !isFlushed else { return }
    throw Failure("not flushed: \(try self("INFO", "persistence").text ?? "")")
  }

  /// When a key dies, in ms since 1970.
  func deadlineMs(_ key: String) throws -> Int64 {
    Int64(try #require(try self("PEXPIRETIME", key).integer))
  }

  /// Every key that SCAN lists.
  func scannedKeys() throws -> [String] {
    var keys: [String] = []
    var cursor = "0"
    repeat {
      let page = try #require(try self("SCAN", cursor, "COUNT", "1000").elements)
      cursor = try #require(page.first?.text)
      keys += page.last?.elements?.compactMap(\.text) ?? []
    } while cursor != "0"
    return keys
  }
}
