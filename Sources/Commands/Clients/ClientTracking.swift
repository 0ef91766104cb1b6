import Bytes
import RESP

/// `CLIENT TRACKING | CACHING | TRACKINGINFO | GETREDIR`
///
/// https://redis.io/docs/latest/commands/client-tracking/
enum ClientTracking {
  static let pages = [
    ClientCommand.subcommand(
      "tracking", arity: -3, since: "6.0.0", "Tells the connection of keys that change.",
      syntax: "<ON|OFF> [REDIRECT client-id] [PREFIX prefix [PREFIX prefix ...]] [BCAST] [OPTIN] "
        + "[OPTOUT] [NOLOOP]", tracking),
    ClientCommand.subcommand(
      "caching", arity: 3, since: "6.0.0", "Tells whether the next request's keys are kept.",
      syntax: "<YES|NO>", caching),
    ClientCommand.subcommand(
      "trackinginfo", arity: 2, since: "6.2.0", "Answers what is tracked for the connection.", info),
    ClientCommand.subcommand(
      "getredir", arity: 2, since: "6.0.0", "Answers who gets the connection's messages.",
      redirection),
  ]

  private static func tracking(
    _ context: inout CommandContext, _ arguments: Arguments
  ) throws(CommandFailure) -> Outcome {
    let mode = try TrackingOptions.parse(arguments, context)
    if arguments[2].equalsIgnoringCase("on") {
      let merged = try TrackingOptions.merge(mode, into: context.session.tracking)
      guard context.services.peers.tracking.hasRoom(for: merged) else {
        throw TrackingOptions.tooManyPrefixes
      }
      context.session.tracking = merged
      context.services.peers.tracking.add(context.session.id, merged)
    } else if arguments[2].equalsIgnoringCase("off") {
      if let old = context.session.tracking {
        context.services.peers.tracking.remove(context.session.id, old)
      }
      context.session.tracking = nil
    } else {
      throw .syntax
    }
    context.services.peers.observersChanged()
    context.reply.ok()
    return .done
  }

  private static func caching(
    _ context: inout CommandContext, _ arguments: Arguments
  ) throws(CommandFailure) -> Outcome {
    guard let selection = context.session.tracking?.selection else {
      throw CommandFailure(
        "ERR CLIENT CACHING can be called only when the client is in tracking mode with OPTIN or "
          + "OPTOUT mode enabled")
    }
    if arguments[2].equalsIgnoringCase("yes") {
      guard selection == .optIn else { throw notIn("YES", "OPTIN") }
    } else if arguments[2].equalsIgnoringCase("no") {
      guard selection == .optOut else { throw notIn("NO", "OPTOUT") }
    } else {
      throw .syntax
    }
    context.session.tracking?.isNextSelected = true
    context.reply.ok()
    return .done
  }

  private static func notIn(_ word: String, _ mode: String) -> CommandFailure {
    CommandFailure(
      "ERR CLIENT CACHING \(word) is only valid when tracking is enabled in \(mode) mode.")
  }

  private static func info(_ context: inout CommandContext, _ arguments: Arguments) -> Outcome {
    let mode = context.session.tracking
    let flags = mode?.flagNames ?? ["off"]
    let prefixes = mode?.prefixes ?? []
    context.reply.map(3)
    context.reply.bulk("flags")
    context.reply.set(flags.count)
    for flag in flags { context.reply.bulk(flag) }
    context.reply.bulk("redirect")
    context.reply.integer(mode?.redirect ?? -1)
    context.reply.bulk("prefixes")
    context.reply.array(prefixes.count)
    for prefix in prefixes { prefix.withUnsafeBytes { context.reply.bulk($0) } }
    return .done
  }

  private static func redirection(
    _ context: inout CommandContext, _ arguments: Arguments
  ) -> Outcome {
    context.reply.integer(context.session.tracking?.redirect ?? -1)
    return .done
  }
}
