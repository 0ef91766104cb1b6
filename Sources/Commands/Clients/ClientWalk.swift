/// A walk over the connected clients that takes several turns: where it goes on, and what it has found.
public struct ClientWalk: Sendable {
  /// Clients looked at in one turn; a few milliseconds at most.
  static let clientsPerTurn = 256

  /// The number of the client, or the argument that names one, at which it goes on.
  var next: Int64
  var count: Int64 = 0
  var includesCaller = false
  /// Lines of what is found.
  var text: [UInt8] = []

  init(from first: Int64 = 0) { next = first }

  /// Memory that the walk holds, in bytes, for the accounting of its client.
  public var byteCount: Int { text.capacity }

  /// Calls `body` with one client after the other, until it answers false.
  ///
  /// - Returns: What to wait for before the walk can go on; nil when it is over. In a transaction nobody
  ///   else can go first.
  mutating func visit(_ context: CommandContext, _ body: (inout ClientWalk, Peer) -> Bool)
    -> Demand?
  {
    let numbers = context.services.peers.peerNumbers(from: next)
    let limit = context.isPrepared ? numbers.count : ClientWalk.clientsPerTurn
    for number in numbers.prefix(limit) {
      next = number + 1
      guard let peer = context.services.peers.peer(number) else { continue }
      guard body(&self, peer) else { return nil }
    }
    return numbers.count > limit ? .turn : nil
  }
}
