import Commands
import Configuration
import Keyspace
import RESP

extension Engine: PeerServices {
  var peers: any PeerServices { self }

  func push(to id: Int64, _ write: (inout ReplyBuffer) -> Void) {
    guard let client = client(id), !client.pointee.isClosing else { return }
    if client.pointee.reference == executing {
      hasOwnPushes = true
      let kept = ownPushes.mark
      ownPushes.version = client.pointee.reply.version
      write(&ownPushes)
      // With more than its limit it is about to be disconnected, so that further ones need not be kept.
      if kept > outputLimit(of: client).hardBytes { ownPushes.truncate(to: kept) }
      return
    }
    guard !client.pointee.isStreaming else {
      client.pointee.heldPushes.version = client.pointee.reply.version
      write(&client.pointee.heldPushes)
      account(client)
      _ = keepsLimits(client)
      return
    }
    client.pointee.reply.beginRequest()
    write(&client.pointee.reply)
    enqueueFlush(client)
    account(client)
    // At once: one request may send to very many, and memory must not grow until its end.
    if clientBufferBytes > clientBufferLimitBytes / 2 { flushEarly(client) }
    if self.client(id) != nil { _ = keepsLimits(client) }
  }

  /// Sends what waits for a client though the turn has not ended, so that those who take their messages
  /// need not go for the sake of one who does not. Not what depends on a frame that is still to be
  /// written.
  private func flushEarly(_ client: UnsafeMutablePointer<Client>) {
    guard keyspace.pointee.changes.count == 0, client.pointee.gateLsn != Engine.thisTurn else {
      return
    }
    flush(client)
  }

  /// What was sent to the client whose request has been run follows its reply.
  func appendOwnPushes(_ client: UnsafeMutablePointer<Client>) {
    guard hasOwnPushes else { return }
    hasOwnPushes = false
    client.pointee.reply.appendRaw(ownPushes.bytes)
    ownPushes.clear()
    ownPushes.releaseExcess(keeping: 16 * 1024)
  }

  /// The same while the end of its reply is still to come.
  func holdOwnPushes(_ client: UnsafeMutablePointer<Client>) {
    guard hasOwnPushes else { return }
    hasOwnPushes = false
    client.pointee.heldPushes.appendRaw(ownPushes.bytes)
    ownPushes.clear()
    ownPushes.releaseExcess(keeping: 16 * 1024)
  }

  func peer(_ id: Int64) -> Peer? {
    client(id).map { client in
      Peer(
        session: client.pointee.session, facts: facts(client),
        version: client.pointee.reply.version)
    }
  }

  func peerNumbers(from first: Int64) -> [Int64] {
    clientReferences.keys.filter { $0 >= first }.sorted()
  }

  func disconnect(_ id: Int64) {
    if let client = client(id) { drop(client) }
  }

  func withdraw(_ session: Session) {
    tellOfFlush(by: session)
    if !session.subscriptions.isEmpty { subscriptions.remove(session.id, session.subscriptions) }
    if let tracking = session.tracking { self.tracking.remove(session.id, tracking) }
    if session.isMonitoring { monitors.removeAll { $0 == session.id } }
    forgetWatches(session.id)
    if session.isMonitoring || session.tracking != nil { observersChanged() }
  }

  /// A walk that removes keys ends before its end.
  func tellOfFlush(by session: Session) {
    guard let walk = session.walk, walk.hasFlushed else { return }
    keyspace.pointee.noteFlush(ofDatabase: walk.database)
  }

  func startMonitoring(_ client: Int64) {
    guard !monitors.contains(client) else { return }
    monitors.append(client)
    observersChanged()
  }

  func client(_ id: Int64) -> UnsafeMutablePointer<Client>? {
    clientReferences[id].flatMap { clients[$0] }
  }
}

extension Client {
  /// Whether it waits for messages rather than for replies: silence is no reason to close it.
  var isListener: Bool { !session.subscriptions.isEmpty || session.isMonitoring }
}
