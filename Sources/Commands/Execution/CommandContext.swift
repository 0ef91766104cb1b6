public import Keyspace
public import RESP

/// Everything a command works on; valid for one request.
///
/// Safe: the engine owns keyspace, reply buffer and session, makes a context for one request at a
/// time on its own queue and lets nobody else touch them until the command returns.
public struct CommandContext {
  private let keyspacePointer: UnsafeMutablePointer<Keyspace>
  private let replyPointer: UnsafeMutablePointer<ReplyBuffer>
  private let sessionPointer: UnsafeMutablePointer<Session>
  public unowned(unsafe) let services: any ServerServices
  public unowned(unsafe) let instruments: Instruments
  /// The meter of the instruments: at hand, because every command counts in it.
  private let meterPointer: UnsafeMutablePointer<CommandMeter>
  private let waitedPointer: UnsafePointer<WaitResults>?
  /// Wall-clock ms of this request; the same for everything in it.
  public let nowMs: Int64
  /// Values above this are refused, in bytes.
  public internal(set) var maxValueBytes = Int.max
  /// Whether this is one of a transaction's commands: everything it could wait for has been settled,
  /// and no entry may leave memory until the last of them has run.
  var isPrepared = false

  public init(
    keyspace: UnsafeMutablePointer<Keyspace>, reply: UnsafeMutablePointer<ReplyBuffer>,
    session: UnsafeMutablePointer<Session>, services: borrowing any ServerServices,
    instruments: borrowing Instruments, waited: UnsafePointer<WaitResults>? = nil, nowMs: Int64
  ) {
    keyspacePointer = keyspace
    replyPointer = reply
    sessionPointer = session
    self.services = copy services
    self.instruments = copy instruments
    meterPointer = instruments.meter
    waitedPointer = waited
    self.nowMs = nowMs
  }

  public var keyspace: Keyspace {
    @inline(__always) _read { yield keyspacePointer.pointee }
    @inline(__always) nonmutating _modify { yield &keyspacePointer.pointee }
  }

  public var reply: ReplyBuffer {
    @inline(__always) _read { yield replyPointer.pointee }
    @inline(__always) nonmutating _modify { yield &replyPointer.pointee }
  }

  public var table: CommandTable { instruments.table }

  var meter: CommandMeter {
    @inline(__always) _read { yield meterPointer.pointee }
    @inline(__always) nonmutating _modify { yield &meterPointer.pointee }
  }

  public var session: Session {
    @inline(__always) _read { yield sessionPointer.pointee }
    @inline(__always) nonmutating _modify { yield &sessionPointer.pointee }
  }

  var listing: KeyListing? { waitedPointer?.pointee.listing }
  var isMet: Bool { waitedPointer?.pointee.isMet ?? false }
  var attempt: Int { waitedPointer?.pointee.attempt ?? 0 }
  var failure: String? { waitedPointer?.pointee.failure }

  /// Whether the client listens to channels and cannot tell a reply from a message.
  @inline(__always)
  var isRestricted: Bool {
    !session.subscriptions.isEmpty && reply.version == .resp2
  }

  /// The key that an argument names in the client's database.
  @inline(__always)
  func key(_ bytes: UnsafeRawBufferPointer) -> Key {
    keyspace.key(bytes, number: session.database)
  }
}
