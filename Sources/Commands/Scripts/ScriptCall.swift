import Bytes
import Keyspace
import RESP

/// One run of a known script: its keys and arguments, and what such scripts do with them.
///
/// Keys and arguments are numbered from 1, as in Lua.
struct ScriptCall {
  let context: CommandContext
  private let request: Arguments
  let keyCount: Int

  private static let firstKey = 3

  /// - Parameter request: `EVAL script numkeys key … argument …`; its number of keys was checked.
  init(_ request: Arguments, keyCount: Int, _ context: CommandContext) {
    self.request = request
    self.keyCount = keyCount
    self.context = context
  }

  var argumentCount: Int { request.count - ScriptCall.firstKey - keyCount }

  func keyBytes(_ number: Int) throws(CommandFailure) -> UnsafeRawBufferPointer {
    guard number <= keyCount else { throw ScriptCall.missing }
    return request[ScriptCall.firstKey + number - 1]
  }

  func key(_ number: Int) throws(CommandFailure) -> Key {
    context.key(try keyBytes(number))
  }

  func argument(_ number: Int) throws(CommandFailure) -> UnsafeRawBufferPointer {
    guard number <= argumentCount else { throw ScriptCall.missing }
    return request[ScriptCall.firstKey + keyCount + number - 1]
  }

  private static let missing = CommandFailure(
    "ERR Lua redis lib command arguments must be strings or integers")

  /// The value as GET reads it.
  func value(_ number: Int) throws(CommandFailure) -> UnsafeRawBufferPointer? {
    let key = try key(number)
    noteRead(key)
    return context.read(key)?.value
  }

  /// Whether the value under a key is what an argument says; false for an absent key.
  func holds(_ key: Int, _ argument: Int) throws(CommandFailure) -> Bool {
    let expected = try self.argument(argument)
    return try value(key)?.elementsEqual(expected) ?? false
  }

  /// Whether all keys hold what an argument says.
  func allHold(_ argument: Int) throws(CommandFailure) -> Bool {
    for number in 1..<keyCount + 1 where try !holds(number, argument) { return false }
    return true
  }

  func remove(_ number: Int) throws(CommandFailure) -> Bool {
    let isRemoved = context.keyspace.remove(try key(number), nowMs: context.nowMs)
    report([])
    return isRemoved
  }

  /// Tells listeners at once, as if the script had called a command.
  private func report(_ changes: [KeyEvent]) {
    guard context.keyspace.signalsWanted else { return }
    context.services.peers.keysChanged { KeyEvent.events(of: $0, changes: changes) }
  }

  /// As PEXPIRE or, in another unit, EXPIRE: false for an absent key.
  @discardableResult
  func expire(
    _ number: Int, _ time: Int64, _ unit: ExpiryUnit = .px
  ) throws(CommandFailure) -> Bool {
    let command = unit == .px ? "pexpire" : "expire"
    let key = try key(number)
    let deadlineMs = try unit.deadline(
      time, of: key.bytes, command: command, context)
    let isSet = context.keyspace.setDeadline(key, deadlineMs: deadlineMs, nowMs: context.nowMs)
    report([.generic("expire")])
    return isSet
  }

  /// The number that an argument says.
  func number(_ argument: Int) throws(CommandFailure) -> Int64 {
    try DecimalInteger.require(try self.argument(argument))
  }

  /// As SET with PX: value and ms are arguments.
  func save(_ key: Int, value: Int, ms: Int) throws(CommandFailure) {
    let name = try self.key(key)
    let deadlineMs = try ExpiryUnit.px.positiveDeadline(
      try argument(ms), of: name.bytes, command: "set", context)
    context.keyspace.save(
      name, value: try argument(value), expiry: .at(deadlineMs: deadlineMs),
      nowMs: context.nowMs)
    report([.string("set"), .generic("expire")])
  }

  /// Time left as PTTL tells it.
  func timeLeftMs(_ number: Int) throws(CommandFailure) -> Int64 {
    let key = try key(number)
    noteRead(key)
    guard let entry = context.find(key) else { return -2 }
    return entry.lifetime.deadlineMs - context.nowMs
  }

  func exists(_ number: Int) throws(CommandFailure) -> Bool {
    let key = try key(number)
    noteRead(key)
    return context.find(key) != nil
  }

  /// What the script's commands read may be in the caller's cache from now on.
  private func noteRead(_ key: Key) {
    guard context.session.tracking?.remembersReads == true else { return }
    context.services.peers.rememberRead(of: key.bytes, by: context.session.id)
  }

  /// Runs a command on parts of the request; its reply is the script's.
  func reply(
    of command: StaticString, _ parts: [UnsafeRawBufferPointer]
  ) throws(CommandFailure) {
    var copy = Transaction()
    copy.append(parts, after: command)
    var failure: CommandFailure?
    copy.visit { arguments in
      do throws(CommandFailure) { try run(arguments) } catch { failure = error }
    }
    if let failure { throw failure }
  }

  private func run(_ arguments: Arguments) throws(CommandFailure) {
    guard let command = context.table.lookUp(arguments) else {
      preconditionFailure("a script uses a command that does not exist")
    }
    guard command.pointee.accepts(argumentCount: arguments.count) else {
      throw CommandFailure("ERR Wrong number of args calling Redis command from script")
    }
    var inner = context
    inner.isPrepared = true
    _ = try command.pointee.run(&inner, arguments)
    guard context.keyspace.signalsWanted else { return }
    context.services.peers.keysChanged { command.pointee.events(of: $0, by: arguments) }
  }
}
