/// Clients in the order in which they were added, linked through themselves: each step takes constant
/// time and no memory of its own.
struct ClientList {
  private(set) var first: UnsafeMutablePointer<Client>?
  private var last: UnsafeMutablePointer<Client>?
  private(set) var count = 0

  /// Adds a client that stands in no list.
  mutating func append(_ client: UnsafeMutablePointer<Client>) {
    client.pointee.previous = last
    client.pointee.next = nil
    if let last { last.pointee.next = client } else { first = client }
    last = client
    count += 1
  }

  /// Takes a client out that stands in this list.
  mutating func remove(_ client: UnsafeMutablePointer<Client>) {
    let (previous, next) = (client.pointee.previous, client.pointee.next)
    if let previous { previous.pointee.next = next } else { first = next }
    if let next { next.pointee.previous = previous } else { last = previous }
    count -= 1
  }
}
