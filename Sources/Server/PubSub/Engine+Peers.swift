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
    _ = keepsLimits(client)
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

  func peers(_ id: Int64?) -> [Peer] {
    let wanted = id.map { [clientReferences[$0]].compactMap { $0 } } ?? clients.references
    return wanted.compactMap { clients[$0] }.map { client in
      Peer(
        session: client.pointee.session, facts: facts(client),
        version: client.pointee.reply.version)
    }
  }

  func disconnect(_ id: Int64) {
    if let client = client(id) { drop(client) }
  }

  func withdraw(_ session: Session) {
    if !session.subscriptions.isEmpty { subscriptions.remove(session.id, session.subscriptions) }
    if let tracking = session.tracking { self.tracking.remove(session.id, tracking) }
    if session.isMonitoring { monitors.removeAll { $0 == session.id } }
    forgetWatches(session.id)
    if session.isMonitoring || session.tracking != nil { observersChanged() }
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
