import Commands

/// Who has to go first when the buffers of clients take too much memory.
///
/// Strangers, who have not logged in though they must, stand in the order in which they came. The
/// others stand by the size of their buffers in powers of two. Every step takes constant time, however
/// many clients there are.
struct ClientRanks {
  private(set) var strangers = ClientList()
  /// Bytes in the buffers of all strangers.
  private(set) var strangerBytes = 0
  private var sizes = [ClientList](repeating: ClientList(), count: Int.bitWidth)

  mutating func add(_ client: UnsafeMutablePointer<Client>) {
    if client.pointee.isStranger {
      strangers.append(client)
      strangerBytes += client.pointee.accountedBytes
    } else {
      sizes[ClientRanks.size(client.pointee.accountedBytes)].append(client)
    }
  }

  mutating func remove(_ client: UnsafeMutablePointer<Client>) {
    if client.pointee.isStranger {
      strangers.remove(client)
      strangerBytes -= client.pointee.accountedBytes
    } else {
      sizes[ClientRanks.size(client.pointee.accountedBytes)].remove(client)
    }
  }

  /// The buffers of a client that is ranked have grown or shrunk to `bytes`.
  mutating func resize(_ client: UnsafeMutablePointer<Client>, to bytes: Int) {
    if client.pointee.isStranger {
      strangerBytes += bytes - client.pointee.accountedBytes
    } else {
      let (old, new) = (client.pointee.accountedBytes, bytes)
      let (oldSize, newSize) = (ClientRanks.size(old), ClientRanks.size(new))
      if oldSize != newSize {
        sizes[oldSize].remove(client)
        sizes[newSize].append(client)
      }
    }
    client.pointee.accountedBytes = bytes
  }

  /// One of those with the largest buffers, up to a factor of two, who is no stranger. Clients that
  /// said `CLIENT NO-EVICT ON` go when nobody else is left.
  ///
  /// - Parameter spared: Who cannot go now.
  func greediest(besides spared: ClientReference?) -> UnsafeMutablePointer<Client>? {
    var exempt: UnsafeMutablePointer<Client>?
    for list in sizes.reversed() {
      var next = list.first
      while let client = next {
        next = client.pointee.next
        if client.pointee.reference == spared { continue }
        guard client.pointee.session.isExemptFromEviction else { return client }
        exempt = exempt ?? client
      }
    }
    return exempt
  }

  private static func size(_ bytes: Int) -> Int {
    Int.bitWidth - 1 - (bytes | 1).leadingZeroBitCount
  }
}
