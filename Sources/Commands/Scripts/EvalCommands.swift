import Bytes
import RESP

/// `EVAL script numkeys [key ...] [arg ...]`, `EVALSHA sha1 numkeys [key ...] [arg ...]` and both
/// with `_RO`, which refuse scripts that may change a key
///
/// There is no Lua here: the scripts of common lock libraries are recognised and run natively, and
/// any other is an error.
/// https://redis.io/docs/latest/commands/eval/
/// https://redis.io/docs/latest/commands/evalsha/
enum EvalCommands {
  static let pages = [
    page("eval", [.write, .denyoom], since: "2.6.0", "script") {
      (context, arguments) throws(CommandFailure) in
      try script(arguments[1], context)
    },
    page("eval_ro", [.readonly], since: "7.0.0", "script") {
      (context, arguments) throws(CommandFailure) in
      try onlyReading(script(arguments[1], context))
    },
    page("evalsha", [.write, .denyoom], since: "2.6.0", "sha1") {
      (context, arguments) throws(CommandFailure) in
      try loaded(arguments[1], context)
    },
    page("evalsha_ro", [.readonly], since: "7.0.0", "sha1") {
      (context, arguments) throws(CommandFailure) in
      try onlyReading(loaded(arguments[1], context))
    },
  ]

  static let unknownScript = CommandFailure(
    "ERR this server runs no Lua; it knows the scripts of common lock libraries: redis-py, redlock, "
      + "redsync, redislock, aiocache, django-redis, PHP sessions")

  private static let unknownDigest = CommandFailure(
    "NOSCRIPT No matching script. Please use EVAL.")

  private static func page(
    _ name: String, _ flags: CommandFlags, since: String, _ script: String,
    _ find:
      @escaping @Sendable (CommandContext, Arguments) throws(CommandFailure) -> LockScript
  ) -> Command {
    let isReading = flags.contains(.readonly)
    return Command(
      name, arity: -3, flags: flags.union([.noscript, .stale, .movableKeys]), keys: .counted,
      keyRules: [isReading ? "RO access" : "RW access update"],
      events: isReading ? nil : .string("set"), categories: ["scripting"],
      documentation: CommandDocumentation(
        "Runs a script of a lock library.", since: since, group: "scripting",
        complexity: "O(N) where N is the number of keys",
        syntax: "\(script) numkeys [key [key ...]] [arg [arg ...]]")
    ) { (context, arguments) throws(CommandFailure) in
      if script == "sha1", arguments[1].count != ScriptCache.digestLength { throw unknownDigest }
      let keyCount = try keyCount(arguments)
      let script = try find(context, arguments)
      try context.requirePermission(
        forScriptWith: script.commands, keys: (3..<3 + keyCount).map { arguments[$0] })
      try script.run(ScriptCall(arguments, keyCount: keyCount, context))
      return .done
    }
  }

  private static func keyCount(_ arguments: Arguments) throws(CommandFailure) -> Int {
    let count = try DecimalInteger.require(arguments[2])
    guard count <= Int64(arguments.count - 3) else {
      throw CommandFailure("ERR Number of keys can't be greater than number of args")
    }
    guard count >= 0 else { throw CommandFailure("ERR Number of keys can't be negative") }
    return Int(count)
  }

  private static func script(
    _ text: UnsafeRawBufferPointer, _ context: CommandContext
  ) throws(CommandFailure) -> LockScript {
    guard let loaded = context.services.scripts.load(text) else { throw unknownScript }
    return loaded.script
  }

  private static func loaded(
    _ digest: UnsafeRawBufferPointer, _ context: CommandContext
  ) throws(CommandFailure) -> LockScript {
    guard let script = context.services.scripts.script(named: digest) else {
      throw unknownDigest
    }
    return script
  }

  private static func onlyReading(_ script: LockScript) throws(CommandFailure) -> LockScript {
    guard !script.writes else {
      throw CommandFailure("ERR Write commands are not allowed from read-only scripts.")
    }
    return script
  }
}
