import RESP

/// One client as `CLIENT INFO` and `CLIENT LIST` show it: fields that tools take apart by name.
/// https://redis.io/docs/latest/commands/client-list/
struct ClientLine {
  let session: Session
  let facts: ConnectionFacts
  /// The command that the client ran last, `container|subcommand`.
  let command: String
  let version: ProtocolVersion

  var text: String {
    fields.map { "\($0)=\($1)" }.joined(separator: " ")
  }

  private var fields: [(String, String)] {
    identity + activity + memory + [
      ("events", "r"), ("cmd", command), ("user", "default"), ("redir", "-1"),
      ("resp", "\(version.rawValue)"), ("lib-name", session.libraryName),
      ("lib-ver", session.libraryVersion),
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
      ("db", "\(session.database)"), ("sub", "0"), ("psub", "0"), ("ssub", "0"), ("multi", "-1"),
    ]
  }

  private var memory: [(String, String)] {
    [
      ("qbuf", "\(facts.queryBytes)"), ("qbuf-free", "\(facts.queryFreeBytes)"),
      ("argv-mem", "0"), ("multi-mem", "0"), ("rbs", "\(facts.replyCapacity)"),
      ("rbp", "\(facts.replyBytes)"), ("obl", "\(facts.replyBytes)"), ("oll", "0"),
      ("omem", "0"), ("tot-mem", "\(facts.memoryBytes)"),
    ]
  }

  private var flags: String {
    let letters =
      (session.isExemptFromEviction ? "e" : "") + (session.leavesNoTrace ? "T" : "")
      + (facts.isUnixSocket ? "U" : "")
    return letters.isEmpty ? "N" : letters
  }
}
