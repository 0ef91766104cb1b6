import Commands
import Configuration
import Keyspace
import RESP

/// Client-side caches: https://redis.io/docs/latest/develop/reference/client-side-caching/
extension Engine {
  /// Keys that are remembered for all clients together. Past it, or past a sixteenth of `maxmemory`,
  /// clients are told to forget the oldest.
  private static let maxTrackedKeys = 1_000_000

  func rememberReads(_ command: Command, _ arguments: Arguments, _ session: Session) {
    for index in command.keys.indexes(in: arguments) {
      tracking.remember([UInt8](arguments[index]), for: session.id)
    }
    keepTrackingBounds()
  }

  func rememberRead(of key: UnsafeRawBufferPointer, by client: Int64) {
    tracking.remember([UInt8](key), for: client)
    keepTrackingBounds()
  }

  private func keepTrackingBounds() {
    while isTrackingTooMuch, let oldest = tracking.takeOldest() {
      for id in oldest.readers { tell(id, [oldest.key], isBroadcast: false) }
    }
    noteTrackingBytes()
  }

  private var isTrackingTooMuch: Bool {
    tracking.keyCount > Engine.maxTrackedKeys
      || tracking.byteCount > configuration.maxMemoryBytes / 16
  }

  /// Tells everybody who may have a copy that it is no longer good.
  func invalidate(_ signal: KeySignal) {
    guard !tracking.isIdle else { return }
    switch signal.kind {
    case .flushed: break
    // Caches do not know databases, so a flush or a swap may have changed any key.
    case .emptied, .removedAll, .swapped:
      for id in tracking.takeAll() { tell(id, nil, isBroadcast: nil) }
    case .changed, .removed, .expired, .evicted:
      for id in tracking.take(signal.key) { tell(id, [signal.key], isBroadcast: false) }
      for id in tracking.broadcasts(of: signal.key) { tell(id, [signal.key], isBroadcast: true) }
    }
    noteTrackingBytes()
  }

  /// - Parameters:
  ///   - keys: The keys that are no longer good; nil for all of them.
  ///   - isBroadcast: The mode in which the client was found; it may have changed since.
  private func tell(_ id: Int64, _ keys: [[UInt8]]?, isBroadcast: Bool?) {
    guard let client = client(id), let mode = client.pointee.session.tracking,
      isBroadcast ?? mode.isBroadcast == mode.isBroadcast
    else { return }
    if mode.skipsOwnChanges && client.pointee.reference == executing && keys != nil { return }
    guard mode.redirect != 0 else {
      return push(to: id) { $0.invalidation(keys, isListener: false) }
    }
    guard let target = self.client(mode.redirect) else {
      return reportBroken(client, mode.redirect)
    }
    let isListener = !target.pointee.session.subscriptions.isEmpty
    push(to: mode.redirect) { $0.invalidation(keys, isListener: isListener) }
  }

  private func reportBroken(_ client: UnsafeMutablePointer<Client>, _ redirect: Int64) {
    client.pointee.session.tracking?.isRedirectBroken = true
    guard client.pointee.reply.version == .resp3 else { return }
    push(to: client.pointee.session.id) { reply in
      reply.push(2)
      reply.bulk("tracking-redir-broken")
      reply.integer(redirect)
    }
  }

  /// Forgets, a share at a time, what clients have read that are gone.
  func sweepTracking() {
    guard tracking.wantsSweep else { return }
    tracking.sweep(budget: Engine.trackingSweepKeys)
    noteTrackingBytes()
  }

  /// Keys looked at once a second; a few milliseconds at most.
  private static let trackingSweepKeys = 20_000

  private func noteTrackingBytes() {
    keyspace.pointee.externalBytes += tracking.byteCount - accountedTrackingBytes
    accountedTrackingBytes = tracking.byteCount
  }
}

extension ReplyBuffer {
  /// RESP2 has no pushes: there it is a message, if the client listens at all.
  fileprivate mutating func invalidation(_ keys: [[UInt8]]?, isListener: Bool) {
    if version == .resp3 {
      push(2)
      bulk("invalidate")
    } else if isListener {
      push(3)
      bulk("message")
      bulk("__redis__:invalidate")
    } else {
      return
    }
    guard let keys else { return null() }
    array(keys.count)
    for key in keys { key.withUnsafeBytes { bulk($0) } }
  }
}
