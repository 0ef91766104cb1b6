import AccessControl
import Commands
import Keyspace
import RESP

extension CommandBench {
  /// Another client of the same server, for what happens while the bench's own client waits.
  struct Bystander {
    private let bench: CommandBench
    private let database: UInt8

    init(_ bench: CommandBench, database: UInt8) {
      self.bench = bench
      self.database = database
    }

    /// Runs a request of which only the effect matters.
    func callAsFunction(_ request: String) {
      var session = Session(id: 8, user: bench.services.users.defaultUser)
      session.database = database
      var reply = ReplyBuffer()
      var parser = RequestParser(limits: ParserLimits())
      let wire = Array((request + "\r\n").utf8)
      wire.withUnsafeBytes { bytes in
        guard parser.parse(bytes) == .request else { preconditionFailure("no request") }
        run(parser.arguments(in: bytes), &session, &reply)
      }
    }

    private func run(
      _ arguments: Arguments, _ session: inout Session, _ reply: inout ReplyBuffer
    ) {
      while true {
        var context = CommandContext(
          keyspace: bench.keyspace, reply: &reply, session: &session, services: bench.services,
          instruments: bench.instruments, nowMs: bench.nowMs)
        let outcome = bench.dispatcher.run(arguments, &context)
        bench.handOnSignals()
        guard case .wait(let demand) = outcome else { return }
        bench.meet(demand)
      }
    }
  }
}
