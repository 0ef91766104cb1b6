import Commands
import Keyspace
import Persistence
import RESP

extension Engine {
  /// Leaves the request at the front of `bytes` where it is until what it needs has come.
  func park(
    _ client: UnsafeMutablePointer<Client>, _ demand: Demand, _ bytes: UnsafeRawBufferPointer
  ) {
    client.pointee.isParked = true
    let reference = client.pointee.reference
    switch demand {
    case .keys(let cold): fetch(cold, client, bytes)
    case .listing(let rows):
      client.pointee.waited.listing = nil
      storage.coldReads.list(rows, for: reference)
    case .furtherListing(let rows): listFurther(rows, client)
    case .completeIndex: storage.indexLoad.wait(reference)
    case .sweep:
      client.pointee.waited.isMet = true
      storage.sweep(for: reference, nowMs: nowMs)
    case .backup:
      client.pointee.waited.isMet = true
      storage.backup.make(for: reference, nowMs: nowMs)
    case .turn: wake([reference])
    case .room: storage.work.wantRoom(for: reference)
    }
  }

  /// How often a request's keys are brought in before it is given up: keys that do not fit into
  /// memory together drive each other out, and would be read for ever.
  private static let fetchLimit = 32

  /// What is listed meanwhile may leave memory for another row, and be missing again.
  private func listFurther(_ rows: [UInt64], _ client: UnsafeMutablePointer<Client>) {
    client.pointee.waited.attempt += 1
    guard client.pointee.waited.attempt <= Engine.fetchLimit else {
      client.pointee.waited.failure = "\(CommandError.keysTooLarge)"
      return wake([client.pointee.reference])
    }
    storage.coldReads.list(rows, for: client.pointee.reference)
  }

  private func fetch(
    _ cold: ColdKeys, _ client: UnsafeMutablePointer<Client>, _ bytes: UnsafeRawBufferPointer
  ) {
    let reference = client.pointee.reference
    // What has come further since then is not in vain.
    let index = client.pointee.session.progress?.index ?? 0
    if index > client.pointee.fetchIndex { client.pointee.waited.attempt = 0 }
    client.pointee.fetchIndex = index
    client.pointee.waited.attempt += 1
    guard client.pointee.waited.attempt <= Engine.fetchLimit else {
      // What was replayed cannot leave memory before then, so there may be room afterwards.
      if !keyspace.pointee.isIndexComplete {
        client.pointee.waited.attempt = 0
        return storage.indexLoad.wait(reference)
      }
      client.pointee.waited.failure = "\(CommandError.keysTooLarge)"
      return wake([reference])
    }
    // What is fetched ahead must not be what drives the request's own keys out again.
    let looksAhead = client.pointee.waited.attempt == 1 && !cold.isGradual
    storage.coldReads.fetch(cold, ahead: looksAhead ? rowsAhead(client, bytes) : [], for: reference)
  }

  /// Rows that the pipelined requests behind the first one will ask for, so that one trip to the
  /// store brings them all.
  private func rowsAhead(
    _ client: UnsafeMutablePointer<Client>, _ bytes: UnsafeRawBufferPointer
  ) -> [UInt64] {
    let (count, _) = KeyPreview.find(in: bytes, previewedKeys)
    return previewedKeys[..<count].dropFirst().compactMap { bytes in
      let key = keyspace.pointee.key(bytes, number: client.pointee.session.database)
      guard case .cold(let row) = keyspace.pointee.residency(of: key) else { return nil }
      return row
    }
  }
}

extension Engine: StorageClients {
  func wake(_ references: [ClientReference]) {
    for reference in references {
      guard let client = clients[reference] else { continue }
      client.pointee.isParked = false
      enqueueRun(client)
    }
  }

  func fail(_ reference: ClientReference, _ error: StorageError) {
    clients[reference]?.pointee.waited.failure = "MISCONF \(error)"
    wake([reference])
  }

  func refuse(_ reference: ClientReference, _ error: StaticString) {
    clients[reference]?.pointee.waited.failure = "\(error)"
    wake([reference])
  }

  func deliver(
    _ listing: RowBatch, sought: ArraySlice<UInt64>, to reference: ClientReference
  ) {
    guard let client = clients[reference] else { return }
    let gathered = client.pointee.waited.listing ?? KeyListing()
    gathered.add(listing, sought: sought)
    client.pointee.waited.listing = gathered
    wake([reference])
  }
}
