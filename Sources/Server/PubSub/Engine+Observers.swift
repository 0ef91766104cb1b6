import Commands
import Configuration
import Keyspace
import RESP

/// Who hears of commands and changes: monitors, keyspace notifications, client-side caches, and
/// transactions that watch keys.
extension Engine {
  /// Asks for word of changes as long as somebody wants it.
  func observersChanged() {
    let watchesKeys =
      !tracking.isIdle || !configuration.keyEvents.isEmpty || !watches.isEmpty
    keyspace.pointee.signalsWanted = watchesKeys
    dispatcher.isObserved = watchesKeys || !monitors.isEmpty
    if !watchesKeys { _ = keyspace.pointee.takeSignals() }
  }

  /// Ends the watches of a client that has no transaction to come.
  func forgetWatches(_ client: Int64) {
    guard !watches.isEmpty else { return }
    watches.forget(client: client)
    if watches.isEmpty { observersChanged() }
  }

  func commandRan(
    _ command: UnsafePointer<Command>, _ arguments: Arguments, _ session: Session
  ) {
    if !monitors.isEmpty { showMonitors(command.pointee, arguments, session) }
    if session.tracking?.remembersReads == true && command.pointee.flags.contains(.readonly) {
      rememberReads(command.pointee, arguments, session)
    }
    deliverSignals { command.pointee.events(of: $0, by: arguments) }
  }

  func commandAdvanced(
    _ command: UnsafePointer<Command>, _ arguments: Arguments, _ session: Session
  ) {
    if session.tracking?.remembersReads == true, command.pointee.flags.contains(.readonly),
      session.progress?.isRemembered == false
    {
      rememberReads(command.pointee, arguments, session)
      client(session.id)?.pointee.session.progress?.isRemembered = true
    }
    deliverSignals { command.pointee.events(of: $0, by: arguments) }
  }

  /// Hands every change since the last call to whoever watches keys. This is the one place where
  /// they are taken from the keyspace.
  ///
  /// - Parameter events: What notifications call the changes. Without a command, keys can only have
  ///   expired or been evicted.
  func deliverSignals(
    events: ([KeySignal]) -> [(signal: KeySignal, event: KeyEvent)] = KeyEvent.departures
  ) {
    guard keyspace.pointee.hasSignals else { return }
    let signals = keyspace.pointee.takeSignals()
    watches.note(signals)
    for signal in signals { invalidate(signal) }
    guard !configuration.keyEvents.isEmpty, subscriptions.hasListeners else { return }
    for (signal, event) in events(signals) {
      notify(event, signal.key, database: signal.number)
    }
  }

  func keysChanged(_ events: ([KeySignal]) -> [(signal: KeySignal, event: KeyEvent)]) {
    deliverSignals(events: events)
  }

  func noteMiss(_ key: UnsafeRawBufferPointer, database: UInt8) {
    notify(.miss, [UInt8](key), database: database)
  }

  private func notify(_ event: KeyEvent, _ key: [UInt8], database: UInt8) {
    let wanted = configuration.keyEvents
    guard wanted.contains(letter: event.letter), subscriptions.hasListeners else { return }
    let name = "\(event.name)"
    if wanted.contains(.keyspace) {
      publish([UInt8](name.utf8), on: Array("__keyspace@\(database)__:".utf8) + key)
    }
    if wanted.contains(.keyEvent) {
      publish(key, on: Array("__keyevent@\(database)__:\(name)".utf8))
    }
  }

  private func publish(_ message: [UInt8], on channel: [UInt8]) {
    message.withUnsafeBytes { message in
      channel.withUnsafeBytes { _ = publish(message, on: $0) }
    }
  }

  /// Redis leaves out what administers the server.
  private func showMonitors(_ command: Command, _ arguments: Arguments, _ session: Session) {
    guard !command.flags.contains(.admin) else { return }
    var line = ReplyBuffer()
    MonitorLine.write(
      command, arguments, database: session.database,
      address: connectionFacts(ofClient: session.id).address, nowMs: nowMs, to: &line)
    for monitor in monitors where monitor != session.id {
      // To Redis a line is a reply, which CLIENT REPLY may hold back.
      guard client(monitor)?.pointee.session.replyMode.isSilent == false else { continue }
      push(to: monitor) { $0.appendRaw(line.bytes) }
    }
  }
}
