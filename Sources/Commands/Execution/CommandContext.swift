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
  /// Wall-clock ms of this request; the same for everything in it.
  public let nowMs: Int64
  /// What a `Demand.listing` or `Demand.furtherListing` of this request has brought; nil on its first
  /// run.
  public let listing: KeyListing?
  /// Whether a `Demand.sweep` or a `Demand.backup` of this request has been met.
  public let isMet: Bool
  /// How often the request's keys have been brought into memory without all of them being there.
  public let attempt: Int
  /// Why the key at which the request goes on could not be read.
  public let failure: String?
  /// Values above this are refused, in bytes.
  public internal(set) var maxValueBytes = Int.max
  /// Whether this is one of a transaction's commands: everything it could wait for has been settled,
  /// and no entry may leave memory until the last of them has run.
  var isPrepared = false

  public init(
    keyspace: UnsafeMutablePointer<Keyspace>, reply: UnsafeMutablePointer<ReplyBuffer>,
    session: UnsafeMutablePointer<Session>, services: borrowing any ServerServices,
    instruments: borrowing Instruments, nowMs: Int64, listing: borrowing KeyListing? = nil,
    isMet: Bool = false, attempt: Int = 0, failure: borrowing String? = nil
  ) {
    keyspacePointer = keyspace
    replyPointer = reply
    sessionPointer = session
    self.services = copy services
    self.instruments = copy instruments
    meterPointer = instruments.meter
    self.nowMs = nowMs
    self.listing = copy listing
    self.isMet = isMet
    self.attempt = attempt
    self.failure = copy failure
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
