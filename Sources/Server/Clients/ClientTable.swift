/// Every connected client at an address that does not change.
struct ClientTable: ~Copyable {
  private var places: [UnsafeMutablePointer<Client>?] = []
  private var generations: [UInt32] = []
  private var free: [UInt32] = []
  private(set) var count = 0

  deinit {
    for place in places {
      guard let place else { continue }
      place.deinitialize(count: 1)
      place.deallocate()
    }
  }

  /// The client, or nil if it is gone.
  subscript(reference: ClientReference) -> UnsafeMutablePointer<Client>? {
    let slot = Int(reference.slot)
    guard slot < places.count, generations[slot] == reference.generation else { return nil }
    return places[slot]
  }

  /// Adds the client that `make` builds for its reference.
  mutating func insert(
    _ make: (ClientReference) -> Client
  ) -> UnsafeMutablePointer<Client> {
    let slot = free.popLast() ?? UInt32(places.count)
    if Int(slot) == places.count {
      places.append(nil)
      generations.append(1)
    }
    let place = UnsafeMutablePointer<Client>.allocate(capacity: 1)
    place.initialize(to: make(ClientReference(slot: slot, generation: generations[Int(slot)])))
    places[Int(slot)] = place
    count += 1
    return place
  }

  mutating func remove(_ reference: ClientReference) {
    let slot = Int(reference.slot)
    guard let place = self[reference] else { return }
    place.deinitialize(count: 1)
    place.deallocate()
    places[slot] = nil
    // Generations stay below 2^31, so that tags above are free for other descriptors.
    generations[slot] = (generations[slot] + 1) & 0x7FFF_FFFF
    free.append(reference.slot)
    count -= 1
  }

  /// References of all clients, in no particular order.
  var references: [ClientReference] {
    places.indices.compactMap { slot in places[slot]?.pointee.reference }
  }
}
