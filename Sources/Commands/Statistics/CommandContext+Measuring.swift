import RESP

/// Running a command and taking down what it cost.
extension CommandContext {
  /// Runs a command whose keys are in memory.
  @inline(__always)
  mutating func measure(
    _ command: UnsafePointer<Command>, _ arguments: Arguments
  ) throws(CommandFailure) -> Outcome {
    command.pointee.isBrief && arguments.count <= CommandContext.briefArguments
      ? try measureBrief(command, arguments) : try measureAlone(command, arguments)
  }

  /// More arguments than this take their time, whatever the command.
  private static let briefArguments = 8

  @inline(__always)
  private mutating func measureBrief(
    _ command: UnsafePointer<Command>, _ arguments: Arguments
  ) throws(CommandFailure) -> Outcome {
    do throws(CommandFailure) {
      let outcome = try command.pointee.run(&self, arguments)
      // What waits runs again and counts then.
      guard outcome.isFinal else { return outcome }
      if meter.join(command.pointee.number) { settleGroup(command, arguments) }
      return outcome
    } catch {
      noteFailure(command, error)
      if meter.join(command.pointee.number) { settleGroup(command, arguments) }
      throw error
    }
  }

  private mutating func measureAlone(
    _ command: UnsafePointer<Command>, _ arguments: Arguments
  ) throws(CommandFailure) -> Outcome {
    instruments.settleGroup(nowMs: nowMs)
    let mark = meter.mark
    do throws(CommandFailure) {
      let outcome = try command.pointee.run(&self, arguments)
      guard outcome.isFinal else { return outcome }
      settle(command, arguments, since: mark)
      return outcome
    } catch {
      noteFailure(command, error)
      settle(command, arguments, since: mark)
      throw error
    }
  }

  /// A command was refused before it could run; the client gets the text.
  func noteRejection(_ command: UnsafePointer<Command>, _ text: String) {
    meter.noteRejection(command.pointee.number)
    instruments.noteError(text)
  }

  private func noteFailure(_ command: UnsafePointer<Command>, _ failure: CommandFailure) {
    meter.noteFailure(command.pointee.number)
    instruments.noteError(failure.text)
  }

  private func settle(
    _ command: UnsafePointer<Command>, _ arguments: Arguments, since mark: UInt64
  ) {
    // Commands of a transaction or a script ran inside of this one.
    instruments.settleGroup(nowMs: nowMs)
    let elapsed = meter.settle(command.pointee.number, since: mark)
    guard elapsed >= instruments.alertNanoseconds else { return }
    instruments.latency.note(.command, ms(elapsed), atMs: nowMs)
    noteSlow(command, arguments, nanoseconds: elapsed)
  }

  private func settleGroup(_ command: UnsafePointer<Command>, _ arguments: Arguments) {
    let part = instruments.settleGroup(nowMs: nowMs)
    if part >= instruments.alertNanoseconds { noteSlow(command, arguments, nanoseconds: part) }
  }

  private func noteSlow(
    _ command: UnsafePointer<Command>, _ arguments: Arguments, nanoseconds: UInt64
  ) {
    guard nanoseconds >= instruments.slowLog.thresholdNanoseconds,
      !command.pointee.flags.contains(.skipSlowlog)
    else { return }
    instruments.slowLog.append(
      command.pointee, arguments, microseconds: nanoseconds / 1000, nowMs: nowMs,
      address: services.connectionFacts(ofClient: session.id).address, name: session.name)
  }
}
