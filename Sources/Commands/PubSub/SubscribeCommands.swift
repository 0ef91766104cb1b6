import Keyspace
import RESP

/// `SUBSCRIBE channel [channel ...]`, `PSUBSCRIBE pattern [pattern ...]`,
/// `SSUBSCRIBE shardchannel [shardchannel ...]`, and the same with `UN`, where no name means all
///
/// One confirmation for each name, with the number of subscriptions that the client has then. A request
/// with many names goes through them in several turns.
/// https://redis.io/docs/latest/commands/subscribe/
/// https://redis.io/docs/latest/commands/unsubscribe/
enum SubscribeCommands {
  static let pages = [
    subscribe("subscribe", .channel, since: "2.0.0", argument: "channel"),
    subscribe("psubscribe", .pattern, since: "2.0.0", argument: "pattern"),
    subscribe("ssubscribe", .shard, since: "7.0.0", argument: "shardchannel"),
    unsubscribe("unsubscribe", .channel, since: "2.0.0", argument: "channel"),
    unsubscribe("punsubscribe", .pattern, since: "2.0.0", argument: "pattern"),
    unsubscribe("sunsubscribe", .shard, since: "7.0.0", argument: "shardchannel"),
  ]

  private static let flags: CommandFlags = [
    .pubsub, .noscript, .loading, .stale, .allowedWhileSubscribed,
  ]

  private static func subscribe(
    _ name: StaticString, _ kind: SubscriptionKind, since: String, argument: String
  ) -> Command {
    Command(
      "\(name)", arity: -2, flags: flags, channels: .listens(toPatterns: kind == .pattern),
      documentation: CommandDocumentation(
        "Listens for messages.", since: since, group: "pubsub",
        complexity: "O(N) where N is the number of names", syntax: "\(argument) [\(argument) ...]")
    ) { (context, arguments) throws(CommandFailure) in
      // As Redis has it: older clients send SUBSCRIBE and PSUBSCRIBE in transactions, so those may go on.
      guard kind != .shard || !context.isPrepared else {
        throw CommandFailure("ERR SSUBSCRIBE isn't allowed for a DENY BLOCKING client")
      }
      let taken = context.session.takeProgress()
      if taken == nil { try checkLengths(kind, context, arguments) }
      var progress = taken ?? RequestProgress(index: 1)
      let end = lastIndex(of: arguments, from: progress.index, context)
      while progress.index < end {
        let channel = [UInt8](arguments[progress.index])
        try requirePlace(for: channel, kind, context)
        if context.session.subscriptions.insert(channel, kind) {
          context.services.peers.subscriptions.insert(context.session.id, channel, kind)
        }
        confirm(name, arguments[progress.index], kind, context)
        progress.index += 1
      }
      guard end < arguments.count else { return .done }
      progress.hasReplied = true
      context.session.progress = progress
      return .more
    }
  }

  private static func checkLengths(
    _ kind: SubscriptionKind, _ context: CommandContext, _ arguments: Arguments
  ) throws(CommandFailure) {
    for index in 1..<arguments.count {
      if kind == .pattern { try context.checkLength(ofPattern: arguments[index]) }
      try context.checkLength(ofChannel: arguments[index])
    }
  }

  /// Names, and bytes of names, that one turn may go through.
  private static let namesPerTurn = 1_000
  private static let nameBytesPerTurn = 128 * 1024

  /// The index behind the names of this turn; all of them between MULTI and EXEC.
  private static func lastIndex(
    of arguments: Arguments, from start: Int, _ context: CommandContext
  ) -> Int {
    guard !context.isPrepared else { return arguments.count }
    var end = start
    var bytes = 0
    while end < arguments.count, end - start < namesPerTurn, bytes < nameBytesPerTurn {
      bytes += arguments[end].count
      end += 1
    }
    return end
  }

  /// Shares of `maxmemory` that the subscriptions of one client and those of all may take.
  private static let clientShare = 32
  private static let share = 8

  /// Refuses a subscription that does not fit; those before it stay.
  private static func requirePlace(
    for name: Subscriptions.Name, _ kind: SubscriptionKind, _ context: CommandContext
  ) throws(CommandFailure) {
    let own = context.session.subscriptions
    guard !own.contains(name, kind) else { return }
    let all = context.services.peers.subscriptions
    guard kind != .pattern || all.hasPlace(forPattern: name, own) else {
      throw CommandFailure("\(CommandError.tooManyPatterns)")
    }
    let bytes = Subscriptions.bytes(name)
    // The confirmation repeats the name, in a buffer that may have to double.
    guard bytes + 2 * (name.count + confirmationBytes) <= context.services.keptBytesLeft,
      own.byteCount + bytes <= context.keyspace.memoryLimit / clientShare,
      all.byteCount + bytes <= context.keyspace.memoryLimit / share
    else { throw CommandFailure("\(CommandError.subscriptionsTooLarge)") }
  }

  private static let confirmationBytes = 64

  private static func unsubscribe(
    _ name: StaticString, _ kind: SubscriptionKind, since: String, argument: String
  ) -> Command {
    Command(
      "\(name)", arity: -1, flags: flags,
      documentation: CommandDocumentation(
        "Stops listening for messages.", since: since, group: "pubsub",
        complexity: "O(N) where N is the number of names",
        syntax: "[\(argument) [\(argument) ...]]")
    ) { context, arguments in
      guard arguments.count > 1 else { return unsubscribeAll(name, kind, context) }
      var progress = context.session.takeProgress() ?? RequestProgress(index: 1)
      let end = lastIndex(of: arguments, from: progress.index, context)
      while progress.index < end {
        remove([UInt8](arguments[progress.index]), name, kind, context)
        progress.index += 1
      }
      guard end < arguments.count else { return .done }
      progress.hasReplied = true
      context.session.progress = progress
      return .more
    }
  }

  private static func unsubscribeAll(
    _ name: StaticString, _ kind: SubscriptionKind, _ context: CommandContext
  ) -> Outcome {
    let all = context.session.subscriptions.names(kind)
    if all.isEmpty { confirm(name, nil, kind, context) }
    var bytes = 0
    let names = all.prefix(context.isPrepared ? all.count : namesPerTurn).prefix { channel in
      defer { bytes += channel.count }
      return context.isPrepared || bytes < nameBytesPerTurn
    }
    let gone = Array(names)
    for channel in gone { remove(channel, name, kind, context) }
    return gone.count < all.count ? .more : .done
  }

  private static func remove(
    _ channel: Subscriptions.Name, _ name: StaticString, _ kind: SubscriptionKind,
    _ context: CommandContext
  ) {
    if context.session.subscriptions.remove(channel, kind) {
      context.services.peers.subscriptions.remove(context.session.id, channel, kind)
    }
    channel.withUnsafeBytes { confirm(name, $0, kind, context) }
  }

  private static func confirm(
    _ name: StaticString, _ channel: UnsafeRawBufferPointer?, _ kind: SubscriptionKind,
    _ context: CommandContext
  ) {
    let count = context.session.subscriptions.count(with: kind)
    // CLIENT REPLY holds replies back, and to Redis a confirmation is a message.
    guard !context.session.replyMode.isSilent else {
      return context.services.peers.push(to: context.session.id) {
        write(name, channel, count, to: &$0)
      }
    }
    write(name, channel, count, to: &context.reply)
  }

  private static func write(
    _ name: StaticString, _ channel: UnsafeRawBufferPointer?, _ count: Int,
    to reply: inout ReplyBuffer
  ) {
    reply.push(3)
    reply.bulk(name)
    reply.bulkOrNull(channel)
    reply.integer(Int64(count))
  }
}
