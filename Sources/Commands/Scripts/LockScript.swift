/// A script that lock libraries and caches send, run without Lua.
///
/// What makes two texts the same script is in ``ScriptText``.
struct LockScript: Sendable {
  typealias Run = @Sendable (ScriptCall) throws(CommandFailure) -> Void

  let texts: [String]
  let writes: Bool
  /// Writes the script's reply.
  let run: Run

  init(_ texts: [String], writes: Bool = true, run: @escaping Run) {
    self.texts = texts
    self.writes = writes
    self.run = run
  }

  /// The commands that the script may run, in the order in which it names them.
  var commands: [String] {
    var names: [String] = []
    for var text in texts {
      let tokens = text.withUTF8 { LuaTokens(UnsafeRawBufferPointer($0)) }?.tokens ?? []
      for index in tokens.indices.dropFirst(2)
      where tokens[index - 1] == "(" && ["call", "pcall"].contains(tokens[index - 2]) {
        let name = String(tokens[index].dropFirst().dropLast()).lowercased()
        if !names.contains(name) { names.append(name) }
      }
    }
    return names
  }

  /// Every known script.
  static let all =
    ownerActions + otherOwnerScripts + redisPy + redislock + redlock + caches

  private static let byText: [ScriptText: LockScript] = {
    var scripts: [ScriptText: LockScript] = [:]
    for script in all {
      for var text in script.texts {
        text.withUTF8 { bytes in
          guard let text = ScriptText(UnsafeRawBufferPointer(bytes)) else {
            preconditionFailure("a known script is no Lua")
          }
          scripts[text] = script
        }
      }
    }
    return scripts
  }()

  /// The script with this text; nil when it is none of the known.
  static func known(_ text: UnsafeRawBufferPointer) -> LockScript? {
    ScriptText(text).flatMap { byText[$0] }
  }
}
