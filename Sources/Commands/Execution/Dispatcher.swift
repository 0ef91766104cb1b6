import Bytes
import Keyspace
public import RESP

/// Takes one request from its name to its outcome, in Redis' order of checks.
public struct Dispatcher: Sendable {
  private let table: CommandTable
  /// Values above this are refused, in bytes.
  public var maxValueBytes: Int
  /// Whether somebody wants to know of every command that is run.
  public var isObserved = false

  public init(table: CommandTable, maxValueBytes: Int) {
    self.table = table
    self.maxValueBytes = maxValueBytes
  }

  /// Arguments of a request that runs in one turn: what it does with each of them takes about a
  /// microsecond, and everybody else waits meanwhile. Requests that go through their keys in several turns
  /// may have as many as the parser takes.
  static let maxArguments = 32_768

  /// Runs the request, or says what it waits for; then the same request must be run again, and
  /// until it answers nothing has been replied.
  public func run(_ arguments: Arguments, _ context: inout CommandContext) -> Outcome {
    guard let command = resolve(arguments, &context) else {
      return WebRequest.isOne(arguments) ? .close : .done
    }
    let flags = command.pointee.flags
    if !flags.isDisjoint(with: context.session.checkedFlags),
      let refusal = refusal(of: command, arguments, context)
    {
      return refuse(command, refusal, context)
    }
    if flags.contains(.write), let refusal = context.services.writeRefusal {
      return refuse(command, refusal, context)
    }
    if context.isRestricted && !flags.contains(.allowedWhileSubscribed) {
      return refuse(command, CommandError.restricted(command.pointee.fullName), context)
    }
    context.maxValueBytes = maxValueBytes
    if context.session.transaction != nil && !flags.contains(.immediate) {
      return queue(command, arguments, context)
    }
    do throws(CommandFailure) {
      if let outcome = try prepare(command, flags, arguments, context) { return outcome }
    } catch {
      return refuse(command, error.text, context)
    }
    do throws(CommandFailure) {
      return try execute(command, arguments, &context)
    } catch {
      context.reply.error(error.text)
      return .done
    }
  }

  @inline(__always)
  private func execute(
    _ command: UnsafePointer<Command>, _ arguments: Arguments, _ context: inout CommandContext
  ) throws(CommandFailure) -> Outcome {
    let outcome = try context.measure(command, arguments)
    if isObserved { observe(outcome, command, arguments, context) }
    return outcome
  }

  @inline(never)
  private func observe(
    _ outcome: Outcome, _ command: UnsafePointer<Command>, _ arguments: Arguments,
    _ context: CommandContext
  ) {
    switch outcome {
    case .done, .close: context.services.peers.commandRan(command, arguments, context.session)
    case .wait, .more:
      if context.session.progress != nil {
        context.services.peers.commandAdvanced(command, arguments, context.session)
      }
    }
  }

  /// Whether the request may change keys or send messages: what `CLIENT PAUSE WRITE` holds back.
  public func mayWrite(_ arguments: Arguments) -> Bool {
    flags(arguments).isDisjoint(with: [.write, .mayReplicate]) == false
  }

  /// Whether the request leaves no transaction behind, even if it fails.
  public func endsTransaction(_ arguments: Arguments) -> Bool {
    flags(arguments).contains(.endsTransaction)
  }

  private func flags(_ arguments: Arguments) -> CommandFlags {
    table.command(named: arguments[0])?.pointee.flags ?? []
  }

  /// The command or subcommand that the request names, with the right number of arguments; nil when
  /// there is none and the error has been replied.
  @inline(__always)
  private func resolve(
    _ arguments: Arguments, _ context: inout CommandContext
  ) -> UnsafePointer<Command>? {
    guard var command = table.command(named: arguments[0]) else {
      context.session.lastCommand = nil
      refuseUnknown(arguments, context)
      return nil
    }
    if arguments.count > 1, command.pointee.isContainer,
      let subcommands = command.pointee.subcommands
    {
      guard let subcommand = subcommands.command(named: arguments[1]) else {
        context.session.lastCommand = nil
        let text = CommandError.unknownSubcommand(command.pointee.name, arguments[1])
        _ = refuse(nil, text, context)
        return nil
      }
      command = subcommand
    }
    context.session.lastCommand = command
    guard command.pointee.accepts(argumentCount: arguments.count) else {
      _ = refuse(command, CommandError.arity(command.pointee.fullName), context)
      return nil
    }
    guard arguments.count <= Dispatcher.maxArguments || command.pointee.flags.contains(.gradual)
    else {
      _ = refuse(command, CommandError.tooManyArguments(Dispatcher.maxArguments), context)
      return nil
    }
    return command
  }

  @inline(never)
  private func refuseUnknown(_ arguments: Arguments, _ context: CommandContext) {
    if WebRequest.isOne(arguments) {
      context.reply.truncate(to: 0)
    } else {
      _ = refuse(nil, CommandError.unknown(arguments), context)
    }
  }

  /// Sees to it that every key is in memory or known to be absent, and that there is room for what
  /// the command may add. nil when the command can run.
  @inline(__always)
  private func prepare(
    _ command: UnsafePointer<Command>, _ flags: CommandFlags, _ arguments: Arguments,
    _ context: CommandContext
  ) throws(CommandFailure) -> Outcome? {
    let positions = command.pointee.keys
    if flags.contains(.wholeKeyspace) && !context.keyspace.isIndexComplete {
      return .wait(.completeIndex)
    }
    if flags.contains(.denyoom) {
      if let outcome = try admit(positions, arguments, context) { return outcome }
    } else if flags.contains(.write) && !flags.contains(.gradual) {
      let bytes = Dispatcher.recordBytes(positions, arguments)
      if let outcome = try context.admitRecords(bytes) { return outcome }
    }
    // Room comes first: what makes it may send these very keys to disk.
    guard !positions.isEmpty && context.keyspace.mayHaveColdKeys && !flags.contains(.gradual) else {
      return nil
    }
    return coldKeys(command, arguments, context).map(Outcome.wait)
  }

  private func coldKeys(
    _ command: UnsafePointer<Command>, _ arguments: Arguments, _ context: CommandContext
  ) -> Demand? {
    let indexes = command.pointee.keys.indexes(in: arguments)
    return context.demand(
      for: indexes.lazy.map { context.key(arguments[$0]) },
      needsValues: command.pointee.needsValues(arguments))
  }

  /// Bytes of records about the keys of a request that saves no value.
  static func recordBytes(_ positions: KeyPositions, _ arguments: Arguments) -> Int {
    var bytes = Keyspace.recordOverheadBytes
    for index in positions.indexes(in: arguments) {
      bytes += arguments[index].count + Keyspace.recordOverheadBytes
    }
    return bytes
  }

  private func admit(
    _ positions: KeyPositions, _ arguments: Arguments, _ context: CommandContext
  ) throws(CommandFailure) -> Outcome? {
    let bytes = try checkLengths(positions, arguments, context)
    return try context.admit(bytes)
  }

  /// Refuses keys and values that are too long; else the bytes that the command may add.
  func checkLengths(
    _ positions: KeyPositions, _ arguments: Arguments, _ context: CommandContext
  ) throws(CommandFailure) -> Int {
    for index in positions.indexes(in: arguments) {
      try context.checkLength(ofKey: arguments[index])
    }
    var bytes = 0
    for index in 1..<arguments.count {
      let length = arguments[index].count
      try context.checkLength(ofValue: length)
      bytes += length + 64
    }
    return bytes
  }
}
