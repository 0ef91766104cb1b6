import AccessControl
import CLinux
import Commands
import Configuration
import Glibc
import Keyspace
import Persistence
import RESP

extension Engine: ServerServices {
  /// Users are shown by ACL LIST, without what their lines in the file may say of passwords.
  var settingNames: [String] {
    Setting.all.map(\.name).filter { $0 != "user" } + Engine.impliedSettingNames
  }

  func settingValue(_ name: String) -> String? {
    switch name {
    case "appendonly": configuration.durability == .none ? "no" : "yes"
    case "save": ""
    default: configuration.rendered(name)
    }
  }

  /// Settings of Redis that clients ask for and that follow from ours: every change is journalled
  /// as it comes, and there are no snapshots by count.
  private static let impliedSettingNames = ["appendonly", "save"]

  /// Changes all settings or none: on a copy first, so that rules between them see them together.
  func changeSettings(
    _ changes: [(name: String, value: String)]
  ) -> Result<Void, SettingFailure> {
    var changed = configuration
    for change in changes {
      guard let setting = Setting.named(change.name) else {
        return .failure(.unknown(name: change.name))
      }
      guard setting.isLive else { return .failure(.immutable(name: change.name)) }
      do throws(ConfigurationError) {
        try changed.assign(name: change.name, text: change.value)
      } catch {
        return .failure(.invalid(name: change.name, reason: error.reason))
      }
    }
    do throws(ConfigurationError) {
      try changed.validate()
    } catch {
      return .failure(.invalid(name: error.settings.first ?? "", reason: error.reason))
    }
    let possible = system.accommodate(changed.maxClients)
    guard possible >= changed.maxClients || changed.maxClients <= configuration.maxClients else {
      return .failure(.invalid(name: "maxclients", reason: Engine.tooManyClients(possible)))
    }
    adopt(changed)
    return .success(())
  }

  /// In Redis' words.
  private static func tooManyClients(_ possible: Int) -> String {
    "The operating system is not able to handle the specified number of clients, try with \(possible)"
  }

  /// Puts a configuration into force, as far as it can change while running.
  func adopt(_ changed: Configuration) {
    let old = configuration
    configuration = changed
    adoptUserSettings(from: old)
    storage.journal.durability = changed.durability
    storage.work.writeBehind.intervalMs = changed.flushIntervalMs
    storage.disk.adopt(changed)
    reconfigured(changed)
    observersChanged()
    keyspace.pointee.rule = changed.lifetimeRule
    keyspace.pointee.policies = changed.lifetimePolicies
    keyspace.pointee.memoryLimit = changed.maxMemoryBytes
    dispatcher.maxValueBytes = changed.maxValueSizeBytes
    instruments.apply(changed.instruments)
    storage.backup.fileName = changed.backupFile
    for reference in clients.references {
      clients[reference]?.pointee.parser.limits.maxBulkLength = parserLimits.maxBulkLength
      clients[reference]?.pointee.reply.limit = largestReplyBytes
      clients[reference].map(renewAllowance)
    }
  }

  func rewriteConfiguration() -> Result<Void, CommandFailure> {
    guard let configurationFile else {
      return .failure(CommandFailure("ERR The server is running without a config file"))
    }
    do throws(ConfigurationError) {
      try configurationWithUsers().rewrite(file: configurationFile)
      log(.notice, "settings written to \(configurationFile)")
      return .success(())
    } catch {
      return .failure(CommandFailure("ERR Rewriting config file: \(error.reason)"))
    }
  }

  var backups: any BackupServices { storage.backup }

  /// The journal keeps what the database does not take; without one the database must.
  func shutDown(isForced: Bool) -> Bool {
    let isSafe = configuration.durability != .none || storage.work.writeBehind.failure == nil
    guard isSafe || isForced else { return false }
    log(.notice, "a client asks to shut down")
    stopRequested()
    return true
  }

  func releaseMemory() {
    _ = keyspace.pointee.compactArena()
    clinux_release_memory()
  }

  func resetStatistics() {
    let kept = statistics
    statistics = ServerStatistics()
    statistics.startedMonotonicMs = kept.startedMonotonicMs
    statistics.rates.restart(statistics, monotonicMs: clock.monotonicMs())
    instruments.peakBytes = keyspace.pointee.usedBytes
    users.log.resetCounts()
  }

  func connectionFacts(ofClient id: Int64) -> ConnectionFacts {
    client(id).map(facts) ?? ConnectionFacts()
  }

  func facts(_ client: UnsafeMutablePointer<Client>) -> ConnectionFacts {
    var facts = ConnectionFacts()
    (facts.address, facts.localAddress) = ClientSocket.names(client.pointee.descriptor)
    facts.descriptor = client.pointee.descriptor
    facts.ageSeconds = max(nowMs - client.pointee.connectedAtMs, 0) / 1000
    facts.idleSeconds = max(nowMs - client.pointee.lastActiveMs, 0) / 1000
    facts.queryBytes = client.pointee.input.count
    facts.queryFreeBytes = client.pointee.input.capacity - client.pointee.input.count
    facts.replyBytes = client.pointee.reply.count
    facts.replyCapacity = client.pointee.reply.capacity
    facts.memoryBytes = client.pointee.bufferBytes + MemoryLayout<Client>.stride
    facts.isUnixSocket = client.pointee.isUnix
    facts.inputBytes = client.pointee.inputBytes
    facts.outputBytes = client.pointee.outputBytes
    facts.commandCount = client.pointee.commandCount
    return facts
  }

  /// What the setting says, but never more than all clients together may hold: a larger reply could only
  /// end in a disconnection.
  var replyLimitBytes: Int {
    outputLimit(of: executing.flatMap { clients[$0] }).hardBytes
  }

  /// A request in the input stands beside what is kept of it, so both count; a little is left for the
  /// replies.
  var keptBytesLeft: Int {
    guard let client = executing.flatMap({ clients[$0] }) else { return .max }
    let queries = configuration.clientQueryLimitBytes
    return min(
      queries - queries / 64 - client.pointee.requestBytes,
      clientBufferLimitBytes - clientBufferLimitBytes / 64 - client.pointee.bufferBytes)
  }

  var databaseCount: Int { configuration.databaseCount }

  var writeRefusal: String? { storage.writeRefusal }

  func discardStore() { storage.core.catalog.killAll() }
}
