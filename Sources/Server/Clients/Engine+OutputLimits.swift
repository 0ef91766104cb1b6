import Commands
import Configuration
import RESP

/// Replies that clients leave unread.
extension Engine {
  /// Whether more waits for the client than it may leave, now or for so long.
  func exceedsOutputLimit(_ client: UnsafeMutablePointer<Client>) -> Bool {
    let waiting = client.pointee.pendingReplyBytes
    let limit = outputLimit(of: client)
    if waiting > limit.hardBytes { return true }
    guard limit.softBytes > 0, waiting > limit.softBytes else {
      client.pointee.aboveSoftLimitSinceMs = nil
      return false
    }
    let nowMs = clock.monotonicMs()
    let sinceMs = client.pointee.aboveSoftLimitSinceMs ?? nowMs
    client.pointee.aboveSoftLimitSinceMs = sinceMs
    return nowMs - sinceMs > Int64(limit.softSeconds) * 1000
  }

  /// What a client that has logged in may have under way.
  var memberAllowance: ClientAllowance { .member(ofShare: clientBufferLimitBytes) }

  /// No single reply of any client can grow beyond this.
  var largestReplyBytes: Int {
    let limits = configuration.clientOutputLimits
    return max(capped(limits.normal).hardBytes, capped(limits.pubsub).hardBytes)
  }

  /// The limit of the client's class, or of normal clients, as far as `maxmemory` allows it. Its hard
  /// limit is never 0.
  func outputLimit(of client: UnsafeMutablePointer<Client>?) -> OutputBufferLimit {
    let isListening = client?.pointee.session.subscriptions.isEmpty == false
    let limits = configuration.clientOutputLimits
    return capped(isListening ? limits.pubsub : limits.normal)
  }

  private func capped(_ limit: OutputBufferLimit) -> OutputBufferLimit {
    var limit = limit
    let ceiling = configuration.clientOutputCeilingBytes
    limit.hardBytes = limit.hardBytes == 0 ? ceiling : min(limit.hardBytes, ceiling)
    return limit
  }
}
