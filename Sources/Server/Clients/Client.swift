import Commands
import Keyspace
import RESP

/// One connection.
///
/// It lives at a fixed address for as long as it is connected. Engine queue only.
struct Client: ~Copyable {
  let descriptor: Int32
  let reference: ClientReference
  let isUnix: Bool
  let connectedAtMs: Int64
  var session: Session
  var parser: RequestParser
  var input = InputBuffer()
  var reply = ReplyBuffer()
  var interest = EventLoop.Readiness.readable
  var lastActiveMs: Int64
  /// Why its next request cannot run yet.
  var isParked = false
  /// Whether it stands in the list of clients with replies to send, or with requests to run.
  var isFlushQueued = false
  var isRunQueued = false
  /// The first byte of the replies that wait may stand in the middle of one.
  var isPartlySent = false
  /// Closes once the replies are sent; no further request is run.
  var isClosing = false
  /// Part of a reply is on its way; the request goes on when it has been sent.
  var isStreaming = false
  /// The request at the front of the input has been parsed and is to be run again.
  var hasParsedRequest = false
  /// Messages that follow the reply that is on its way.
  var heldPushes = ReplyBuffer()
  /// The peer sends no more.
  var hasEnded = false
  /// The journal must be durable up to here before replies may leave.
  var gateLsn: UInt64 = 0
  /// What the request at the front has waited for, how far it had come when its keys were last brought in,
  /// and an error to answer it with instead of running it.
  var waited = WaitResults()
  var fetchIndex = 0
  /// Buffer bytes of this client as last added to the total.
  var accountedBytes = 0
  /// Its neighbours in the list of ``ClientRanks`` in which it stands.
  var previous: UnsafeMutablePointer<Client>?
  var next: UnsafeMutablePointer<Client>?
  /// Since when it has been a stranger, in monotonic ms.
  var strangerSinceMs: Int64 = 0
  var allowance = ClientAllowance.stranger

  init(
    descriptor: Int32, reference: ClientReference, isUnix: Bool, session: consuming Session,
    limits: ParserLimits, nowMs: Int64
  ) {
    self.descriptor = descriptor
    self.reference = reference
    self.isUnix = isUnix
    self.session = session
    parser = RequestParser(limits: limits)
    connectedAtMs = nowMs
    lastActiveMs = nowMs
  }

  /// Since when more replies have waited than its class may leave for long, in monotonic ms.
  var aboveSoftLimitSinceMs: Int64?
  /// Bytes received and sent, and requests that have been run.
  var inputBytes: UInt64 = 0
  var outputBytes: UInt64 = 0
  var commandCount: UInt64 = 0

  /// Bytes of memory in its buffers, in its names, in what it listens to, in its transaction and in a
  /// walk.
  var bufferBytes: Int {
    input.capacity + reply.capacity + heldPushes.capacity + parser.heapBytes
      + session.subscriptions.byteCount + session.nameBytes
      + (session.tracking?.byteCount ?? 0) + session.transactionBytes
      + (session.walk?.byteCount ?? 0) + (session.clientWalk?.byteCount ?? 0)
      + (waited.listing?.byteCount ?? 0)
  }

  /// Whether something is kept for a request that has not ended in the turn in which it began.
  var isWaiting: Bool { !waited.isEmpty || isStreaming }

  /// Whether what has been received may run now.
  var canRun: Bool { !isParked && !isClosing && !(isStreaming && reply.count > 0) && !isPaused }

  /// Whether its next requests wait until it has taken replies. One that sends on and on without taking any
  /// is answered all the same, up to the limit of its replies: it may want to send everything first.
  var isPaused: Bool {
    reply.count >= allowance.burstBytes && !input.isEmpty
      && input.count <= allowance.readAheadBytes
  }

  /// Bytes of replies and messages that have not been sent.
  var pendingReplyBytes: Int { reply.count + heldPushes.count }

  /// Whether it has not logged in though it must. Changes by way of `Engine.judge` only.
  var isStranger: Bool { parser.limits.isUnauthenticated }

  /// Whether its requests wait after failed log-ins.
  var isHeld: Bool { allowance.burstBytes == 0 }

  /// Bytes of requests that have not run: received, or queued since MULTI.
  var requestBytes: Int { input.count + session.transactionBytes }
}

/// Names a client for as long as it is connected; a later client in the same place has another
/// generation.
struct ClientReference: Hashable, Sendable {
  var slot: UInt32
  var generation: UInt32

  init(slot: UInt32, generation: UInt32) {
    self.slot = slot
    self.generation = generation
  }

  /// As a tag in the epoll set.
  var tag: UInt64 { UInt64(generation) << 32 | UInt64(slot) }

  init(tag: UInt64) {
    slot = UInt32(truncatingIfNeeded: tag)
    generation = UInt32(truncatingIfNeeded: tag >> 32)
  }
}
