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

  /// The line without its end.
  var text: String {
    var text: [UInt8] = []
    write(to: &text)
    return String(decoding: text.dropLast(), as: UTF8.self)
  }

  /// Adds the line, with its end.
  func write(to text: inout [UInt8]) {
    writeIdentity(to: &text)
    writeActivity(to: &text)
    writeMemory(to: &text)
    add("events", "r", to: &text)
    add("cmd", command, to: &text)
    add("user", session.user.displayName, to: &text)
    add("redir", session.tracking?.redirect ?? -1, to: &text)
    add("resp", version.rawValue, to: &text)
    add("lib-name", session.libraryName, to: &text)
    add("lib-ver", session.libraryVersion, to: &text)
    add("tot-net-in", facts.inputBytes, to: &text)
    add("tot-net-out", facts.outputBytes, to: &text)
    add("tot-cmds", facts.commandCount, to: &text)
    text[text.count - 1] = UInt8(ascii: "\n")
  }

  private func writeIdentity(to text: inout [UInt8]) {
    add("id", session.id, to: &text)
    add("addr", facts.address, to: &text)
    add("laddr", facts.localAddress, to: &text)
    add("fd", facts.descriptor, to: &text)
    add("name", session.name, to: &text)
  }

  private func writeActivity(to text: inout [UInt8]) {
    add("age", facts.ageSeconds, to: &text)
    add("idle", facts.idleSeconds, to: &text)
    add("flags", flags, to: &text)
    add("db", session.database, to: &text)
    add("sub", session.subscriptions.channels.count, to: &text)
    add("psub", session.subscriptions.patterns.count, to: &text)
    add("ssub", session.subscriptions.shards.count, to: &text)
    add("multi", session.transaction?.count ?? -1, to: &text)
    add("watch", session.watchedKeyCount, to: &text)
  }

  private func writeMemory(to text: inout [UInt8]) {
    add("qbuf", facts.queryBytes, to: &text)
    add("qbuf-free", facts.queryFreeBytes, to: &text)
    add("argv-mem", 0, to: &text)
    add("multi-mem", session.transactionBytes, to: &text)
    add("rbs", facts.replyCapacity, to: &text)
    add("rbp", facts.replyBytes, to: &text)
    add("obl", facts.replyBytes, to: &text)
    add("oll", 0, to: &text)
    add("omem", 0, to: &text)
    add("tot-mem", facts.memoryBytes, to: &text)
  }

  private func add(_ name: StaticString, _ value: String, to text: inout [UInt8]) {
    begin(name, in: &text)
    text.append(contentsOf: value.utf8)
    text.append(UInt8(ascii: " "))
  }

  private func add(_ name: StaticString, _ value: some BinaryInteger, to text: inout [UInt8]) {
    begin(name, in: &text)
    text.append(contentsOf: String(value).utf8)
    text.append(UInt8(ascii: " "))
  }

  private func begin(_ name: StaticString, in text: inout [UInt8]) {
    name.withUTF8Buffer { text.append(contentsOf: $0) }
    text.append(UInt8(ascii: "="))
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
