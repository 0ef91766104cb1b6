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

  /// Every known script.
  private static let all =
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
