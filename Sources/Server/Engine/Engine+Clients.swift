import AccessControl
import Commands
import Configuration
import Keyspace
import RESP

extension Engine {
  /// Takes every connection that waits at `listener`.
  func accept(_ listener: ListeningSocket) {
    nowMs = clock.wallMs()
    while true {
      switch acceptor.accept(listener.descriptor) {
      case .connection(let descriptor): welcome(descriptor, isUnix: listener.isUnix)
      case .exhausted:
        statistics.rejectedConnections &+= 1
        guard descriptorLog.permits(monotonicMs: clock.monotonicMs()) else { continue }
        log(.warning, "a connection was turned away: the limit of open files is reached")
      case .none: return
      }
    }
  }

  func welcome(_ descriptor: Int32, isUnix: Bool) {
    guard !isUnix || isAdmitted(descriptor) else {
      return refuse(descriptor, Engine.strangerError)
    }
    guard isUnix || !isProtecting || ClientSocket.isLocal(descriptor) else {
      return refuse(descriptor, Engine.protectedModeError)
    }
    guard hasPlaceForAnother() else {
      return refuse(descriptor, "-ERR max number of clients reached\r\n")
    }
    if !isUnix {
      ClientSocket.configureTCP(
        descriptor, keepaliveSeconds: Int(configuration.tcpKeepaliveMs / 1000))
    }
    let session = Session(id: nextClientID, user: users.defaultUser)
    nextClientID += 1
    statistics.connections &+= 1
    let client = clients.insert { reference in
      Client(
        descriptor: descriptor, reference: reference, isUnix: isUnix, session: session,
        limits: parserLimits, nowMs: nowMs)
    }
    client.pointee.reply.limit = largestReplyBytes
    renewAllowance(of: client)
    clientReferences[session.id] = client.pointee.reference
    ranks.add(client)
    judge(client)
    guard loop.watch(descriptor, for: .readable, tag: client.pointee.reference.tag) else {
      return drop(client)
    }
    account(client)
    noteForDebugging("connected", client)
  }

  private func isAdmitted(_ descriptor: Int32) -> Bool {
    let rules = configuration.unixSocketPeers
    guard !rules.isEmpty else { return true }
    return system.peer(descriptor)?.isAdmitted(by: rules) ?? false
  }

  private static let strangerError: StaticString =
    "-DENIED this socket does not serve your user: see 'unixsocket-peers' in the configuration\r\n"

  /// Protected mode: without a password only this machine is served.
  private var isProtecting: Bool {
    configuration.isProtected && users.defaultUser.rules.needsNoPassword
  }

  /// Clients know the error by its first word.
  private static let protectedModeError: StaticString = """
    -DENIED this server is in protected mode: it has no password, so it serves only clients on its \
    own machine. Set 'requirepass', or 'protected-mode no' if the network keeps others out.\r\n
    """

  var parserLimits: ParserLimits {
    var limits = ParserLimits()
    limits.maxBulkLength = max(configuration.maxValueSizeBytes, 64 * 1024)
    return limits
  }

  private func refuse(_ descriptor: Int32, _ text: StaticString) {
    statistics.rejectedConnections &+= 1
    text.withUTF8Buffer { _ = ClientSocket.send(descriptor, UnsafeRawBufferPointer($0)) }
    ClientSocket.disconnect(descriptor)
  }

  /// Ends a connection at once.
  func drop(_ client: UnsafeMutablePointer<Client>) {
    noteForDebugging("goes", client)
    loop.unwatch(client.pointee.descriptor)
    ClientSocket.disconnect(client.pointee.descriptor)
    noteBufferBytes(-client.pointee.accountedBytes)
    ranks.remove(client)
    clientReferences[client.pointee.session.id] = nil
    withdraw(client.pointee.session)
    clients.remove(client.pointee.reference)
  }

  func setInterest(_ client: UnsafeMutablePointer<Client>, _ interest: EventLoop.Readiness) {
    let isDeaf = client.pointee.hasEnded || client.pointee.isClosing
    let wanted = isDeaf ? interest.subtracting(.readable) : interest
    guard client.pointee.interest != wanted else { return }
    client.pointee.interest = wanted
    loop.change(client.pointee.descriptor, to: wanted, tag: client.pointee.reference.tag)
  }

  /// Brings the total of buffer bytes up to date with one client.
  func account(_ client: UnsafeMutablePointer<Client>) {
    let bytes = client.pointee.bufferBytes
    guard bytes != client.pointee.accountedBytes else { return }
    noteBufferBytes(bytes - client.pointee.accountedBytes)
    ranks.resize(client, to: bytes)
  }

  private func noteBufferBytes(_ change: Int) {
    clientBufferBytes += change
    keyspace.pointee.externalBytes += change
  }

  /// Disconnects a client whose buffers exceed their limits, and others while all clients together
  /// exceed a quarter of `maxmemory`: strangers first, then the greediest. False when this client is
  /// gone.
  func keepsLimits(_ client: UnsafeMutablePointer<Client>) -> Bool {
    let reference = client.pointee.reference
    if client.pointee.reply.hasOverflowed || exceedsOutputLimit(client) {
      statistics.outputLimitDisconnections &+= 1
      disconnect(client, "its replies exceed client-output-buffer-limit")
    } else if client.pointee.requestBytes > configuration.clientQueryLimitBytes,
      !failTransaction(of: client)
        || client.pointee.requestBytes > configuration.clientQueryLimitBytes
    {
      statistics.queryLimitDisconnections &+= 1
      disconnect(client, "its request exceeds client-query-buffer-limit")
    } else if exceedsStrangersLimit(client) {
      dropStranger(client)
    }
    keepStrangersShare()
    if clientBufferBytes > clientBufferLimitBytes { dropGreediest() }
    return clients[reference] != nil
  }

  /// What the buffers of all clients may take together.
  var clientBufferLimitBytes: Int { configuration.maxMemoryBytes / 4 }

  private func dropGreediest() {
    while let strangest = ranks.strangers.first, clientBufferBytes > clientBufferLimitBytes {
      dropStranger(strangest)
    }
    var excess = clientBufferBytes - clientBufferLimitBytes
    // The one whose request is being run must outlive it. If it is the greediest, its turn comes right
    // after, and nobody else need go for its sake.
    let own = executing.flatMap { clients[$0]?.pointee.accountedBytes } ?? 0
    if let other = ranks.greediest(besides: executing), own >= other.pointee.accountedBytes {
      excess -= own
    }
    while excess > 0, let greediest = ranks.greediest(besides: executing) {
      let heldBytes = greediest.pointee.accountedBytes
      if failTransaction(of: greediest) {
        excess -= heldBytes - greediest.pointee.accountedBytes
        continue
      }
      excess -= heldBytes
      statistics.memoryDisconnections &+= 1
      disconnect(greediest, "the buffers of all clients exceed a quarter of maxmemory")
    }
  }

  /// Lets the transaction fail that a client is queueing, so that its EXEC is refused and the client
  /// itself can stay. False when that frees nothing.
  private func failTransaction(of client: UnsafeMutablePointer<Client>) -> Bool {
    guard let transaction = client.pointee.session.transaction, transaction.byteCount > 0,
      client.pointee.reference != executing
    else { return false }
    client.pointee.session.failTransaction()
    account(client)
    return true
  }

  private func disconnect(_ client: UnsafeMutablePointer<Client>, _ reason: String) {
    log(.warning, "client \(client.pointee.session.id) disconnected: \(reason)")
    drop(client)
  }

  /// Once a second: ends idle clients, takes memory back from quiet ones, counts.
  func keepHouse() {
    dropLateStrangers()
    for reference in clients.references {
      guard let client = clients[reference] else { continue }
      let idleMs = nowMs - client.pointee.lastActiveMs
      if configuration.idleTimeoutMs > 0 && idleMs > configuration.idleTimeoutMs
        && !client.pointee.isParked && !client.pointee.isListener
      {
        statistics.idleDisconnections &+= 1
        drop(client)
      } else if client.pointee.bufferBytes > 0, keepsLimits(client), idleMs > 2000 {
        client.pointee.reply.releaseExcess(keeping: 0)
        client.pointee.input.releaseIfEmpty()
        client.pointee.heldPushes.releaseExcess(keeping: 0)
        if !client.pointee.hasParsedRequest { client.pointee.parser.releaseExcess() }
        account(client)
      }
    }
    statistics.rates.sample(statistics, monotonicMs: clock.monotonicMs())
    instruments.peakBytes = max(instruments.peakBytes, keyspace.pointee.usedBytes)
    instruments.meter.pointee.ticks.calibrate(ticksPerSecond: tickRate.ticksPerSecond)
    sweepTracking()
    reportClamps()
    _ = keyspace.pointee.compactArena()
    noteExternalBytes()
  }
}
