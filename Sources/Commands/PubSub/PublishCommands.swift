import RESP

/// `PUBLISH channel message` and `SPUBLISH shardchannel message`
///
/// How many clients got the message: one that listens to the channel and to a pattern counts twice,
/// because it gets it twice.
/// https://redis.io/docs/latest/commands/publish/
/// https://redis.io/docs/latest/commands/spublish/
enum PublishCommands {
  static let pages = [
    page("publish", since: "2.0.0", argument: "channel") {
      (channel, message, context) throws(CommandFailure) in
      guard context.services.peers.subscriptions.canMatch(channel) else {
        throw CommandFailure("\(CommandError.channelTooLongForPatterns)")
      }
      return context.services.peers.publish(message, on: channel)
    },
    page("spublish", since: "7.0.0", argument: "shardchannel") { channel, message, context in
      context.services.peers.publish(message, onShard: channel)
    },
  ]

  private static func page(
    _ name: String, since: String, argument: String,
    _ publish:
      @escaping @Sendable (UnsafeRawBufferPointer, UnsafeRawBufferPointer, CommandContext)
      throws(CommandFailure) -> Int
  ) -> Command {
    Command(
      name, arity: 3, flags: [.pubsub, .loading, .stale, .fast, .mayReplicate], channels: .sends,
      documentation: CommandDocumentation(
        "Sends a message to who listens.", since: since, group: "pubsub",
        complexity: "O(N+M) where N is the number of listeners and M the number of patterns",
        syntax: "\(argument) message")
    ) { (context, arguments) throws(CommandFailure) in
      try context.checkLength(ofChannel: arguments[1])
      context.reply.integer(Int64(try publish(arguments[1], arguments[2], context)))
      return .done
    }
  }
}

extension PeerServices {
  /// Sends a message to everybody who listens to `channel` or to a pattern that matches it. A channel that
  /// is too long to be compared with all patterns reaches those only who listen to itself.
  ///
  /// - Returns: How many messages were sent.
  @discardableResult
  public func publish(
    _ message: UnsafeRawBufferPointer, on channel: UnsafeRawBufferPointer
  ) -> Int {
    guard subscriptions.hasListeners else { return 0 }
    let listeners = subscriptions.clients(of: [UInt8](channel), .channel)
    let matches = subscriptions.canMatch(channel) ? subscriptions.matches(of: channel) : []
    for client in listeners {
      push(to: client) { $0.message("message", on: channel, message) }
    }
    for (pattern, clients) in matches {
      for client in clients {
        push(to: client) { $0.message(matching: pattern, on: channel, message) }
      }
    }
    return listeners.count + matches.reduce(0) { $0 + $1.clients.count }
  }

  func publish(
    _ message: UnsafeRawBufferPointer, onShard channel: UnsafeRawBufferPointer
  ) -> Int {
    let listeners = subscriptions.clients(of: [UInt8](channel), .shard)
    for client in listeners {
      push(to: client) { $0.message("smessage", on: channel, message) }
    }
    return listeners.count
  }
}

extension ReplyBuffer {
  fileprivate mutating func message(
    _ kind: StaticString, on channel: UnsafeRawBufferPointer, _ message: UnsafeRawBufferPointer
  ) {
    push(3)
    bulk(kind)
    bulk(channel)
    bulk(message)
  }

  fileprivate mutating func message(
    matching pattern: [UInt8], on channel: UnsafeRawBufferPointer, _ message: UnsafeRawBufferPointer
  ) {
    push(4)
    bulk("pmessage")
    pattern.withUnsafeBytes { bulk($0) }
    bulk(channel)
    bulk(message)
  }
}
