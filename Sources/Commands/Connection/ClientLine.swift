import AccessControl
import RESP

/// One client as `CLIENT INFO` and `CLIENT LIST` show it: fields that tools take apart by name.
/// https://redis.io/docs/latest/commands/client-list/
struct ClientLine {
  private let session: Session
  private let facts: ConnectionFacts
  private let version: ProtocolVersion

  init(_ peer: Peer) {
    session = peer.session
    facts = peer.facts
    version = peer.version
  }

  var text: String {
    fields.map { "\($0)=\($1)" }.joined(separator: " ")
  }

  private var fields: [(String, String)] {
    identity + activity + memory + [
      ("events", "r"), ("cmd", command), ("user", session.user.displayName),
      ("redir", "\(session.tracking?.redirect ?? -1)"),
      ("resp", "\(version.rawValue)"), ("lib-name", session.libraryName),
      ("lib-ver", session.libraryVersion), ("tot-net-in", "\(facts.inputBytes)"),
      ("tot-net-out", "\(facts.outputBytes)"), ("tot-cmds", "\(facts.commandCount)"),
    ]
  }

  private var identity: [(String, String)] {
    [
      ("id", "\(session.id)"), ("addr", facts.address), ("laddr", facts.localAddress),
      ("fd", "\(facts.descriptor)"), ("name", session.name),
    ]
  }

  private var activity: [(String, String)] {
    [
      ("age", "\(facts.ageSeconds)"), ("idle", "\(facts.idleSeconds)"), ("flags", flags),
      ("db", "\(session.database)"), ("sub", "\(session.subscriptions.channels.count)"),
      ("psub", "\(session.subscriptions.patterns.count)"),
      ("ssub", "\(session.subscriptions.shards.count)"),
      ("multi", "\(session.transaction?.count ?? -1)"), ("watch", "\(session.watchedKeyCount)"),
    ]
  }

  private var memory: [(String, String)] {
    [
      ("qbuf", "\(facts.queryBytes)"), ("qbuf-free", "\(facts.queryFreeBytes)"),
      ("argv-mem", "0"), ("multi-mem", "\(session.transactionBytes)"),
      ("rbs", "\(facts.replyCapacity)"),
      ("rbp", "\(facts.replyBytes)"), ("obl", "\(facts.replyBytes)"), ("oll", "0"),
      ("omem", "0"), ("tot-mem", "\(facts.memoryBytes)"),
    ]
  }

  private var flags: String {
    let letters =
      (session.isMonitoring ? "O" : "") + (session.subscriptions.isEmpty ? "" : "P")
      + (session.transaction == nil ? "" : "x") + trackingFlags + (facts.isUnixSocket ? "U" : "")
      + (session.isExemptFromEviction ? "e" : "") + (session.leavesNoTrace ? "T" : "")
    return letters.isEmpty ? "N" : letters
  }

  private var trackingFlags: String {
    guard let tracking = session.tracking else { return "" }
    return "t" + (tracking.isRedirectBroken ? "R" : "") + (tracking.isBroadcast ? "B" : "")
  }

  /// The command that the client ran last, `container|subcommand`.
  private var command: String { session.lastCommand?.pointee.fullName ?? "NULL" }
}
