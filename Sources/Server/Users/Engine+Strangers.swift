import AccessControl
import Commands
import Configuration
import RESP

/// Connections that have to log in and have not: they are to cost the least of all, and nobody who has
/// logged in is dropped for their sake. Whoever has been a stranger the longest goes first, because
/// who knows a password has said so long before.
extension Engine {
  /// How long a connection may stay without logging in.
  static let strangerPatienceMs: Int64 = 60_000

  /// Bytes that the buffers of all strangers may take.
  var strangerShareBytes: Int { min(configuration.maxMemoryBytes / 32, 4 << 20) }

  /// Connections that may be strangers at once.
  private var strangerLimit: Int { max(configuration.maxClients / 4, 128) }

  /// Notes whether a client is a stranger now.
  func judge(_ client: UnsafeMutablePointer<Client>) {
    let isStranger = users.requiresAuthentication && !client.pointee.session.isAuthenticated
    guard isStranger != client.pointee.isStranger else { return }
    ranks.remove(client)
    client.pointee.parser.limits.isUnauthenticated = isStranger
    ranks.add(client)
    if isStranger { client.pointee.strangerSinceMs = clock.monotonicMs() }
    renewAllowance(of: client)
  }

  /// After what it is, or what `maxmemory` is, has changed.
  func renewAllowance(of client: UnsafeMutablePointer<Client>) {
    guard !client.pointee.isHeld else { return }
    client.pointee.allowance = client.pointee.isStranger ? .stranger : memberAllowance
  }

  /// Who has to log in has changed.
  func judgeEverybody() {
    for reference in clients.references { clients[reference].map(judge) }
  }

  /// Bytes that may be read behind what a stranger has sent of its request.
  func strangerRoom(_ client: UnsafeMutablePointer<Client>) -> Int {
    let left = ParserLimits.unauthenticatedRequestLength - client.pointee.input.count
    return min(max(left, 1), client.pointee.allowance.readBytes)
  }

  func exceedsStrangersLimit(_ client: UnsafeMutablePointer<Client>) -> Bool {
    client.pointee.isStranger && client.pointee.bufferBytes > ClientAllowance.strangerBytes
  }

  /// Whether one more connection may be kept; a stranger makes place for it if need be.
  func hasPlaceForAnother() -> Bool {
    let isFull = clients.count >= configuration.maxClients
    if isFull || ranks.strangers.count >= strangerLimit, let oldest = ranks.strangers.first {
      dropStranger(oldest)
    }
    return clients.count < configuration.maxClients
  }

  func keepStrangersShare() {
    while ranks.strangerBytes > strangerShareBytes, let oldest = ranks.strangers.first {
      dropStranger(oldest)
    }
  }

  func dropLateStrangers() {
    let nowMs = clock.monotonicMs()
    while let oldest = ranks.strangers.first,
      nowMs - oldest.pointee.strangerSinceMs > Engine.strangerPatienceMs
    {
      dropStranger(oldest)
    }
  }

  func dropStranger(_ client: UnsafeMutablePointer<Client>) {
    statistics.strangerDisconnections &+= 1
    drop(client)
    guard strangerLog.permits(monotonicMs: clock.monotonicMs()) else { return }
    log(
      .warning,
      "connections that do not log in are being closed, "
        + "\(statistics.strangerDisconnections) so far: they were too many, too large or too late")
  }
}
