import Bytes
import Keyspace
import RESP

/// How an expiry is written: seconds or milliseconds, from now or since the epoch.
struct ExpiryUnit: Equatable {
  let isSeconds: Bool
  let isFromNow: Bool

  static let ex = ExpiryUnit(isSeconds: true, isFromNow: true)
  static let px = ExpiryUnit(isSeconds: false, isFromNow: true)
  static let exat = ExpiryUnit(isSeconds: true, isFromNow: false)
  static let pxat = ExpiryUnit(isSeconds: false, isFromNow: false)

  /// The unit that an option of SET or GETEX names; nil for any other word.
  static func option(_ word: UnsafeRawBufferPointer) -> ExpiryUnit? {
    if word.equalsIgnoringCase("ex") { return .ex }
    if word.equalsIgnoringCase("px") { return .px }
    if word.equalsIgnoringCase("exat") { return .exat }
    if word.equalsIgnoringCase("pxat") { return .pxat }
    return nil
  }

  /// The deadline in wall-clock ms for a command that saves: zero, negative and overflowing times
  /// are errors.
  func positiveDeadline(
    _ text: UnsafeRawBufferPointer, of key: UnsafeRawBufferPointer, command: String,
    _ context: CommandContext
  ) throws(CommandFailure) -> Int64 {
    let number = try DecimalInteger.require(text)
    guard number > 0 else { throw CommandFailure(CommandError.invalidExpire(command)) }
    return try deadline(number, of: key, command: command, context)
  }

  /// The deadline in wall-clock ms; it may have passed. What does not fit 64 bits is an error.
  func deadline(
    _ number: Int64, of key: UnsafeRawBufferPointer, command: String, _ context: CommandContext
  ) throws(CommandFailure) -> Int64 {
    if let cause = confusion(in: number) { report(cause, key, command, context) }
    let (ms, overflowed) = number.multipliedReportingOverflow(by: isSeconds ? 1000 : 1)
    let (deadlineMs, passed) = ms.addingReportingOverflow(isFromNow ? context.nowMs : 0)
    guard !overflowed, !passed else { throw CommandFailure(CommandError.invalidExpire(command)) }
    return deadlineMs
  }

  private func report(
    _ cause: UnitConfusion.Cause, _ key: UnsafeRawBufferPointer, _ command: String,
    _ context: CommandContext
  ) {
    let policies = context.keyspace.policies
    let pattern = policies.position(of: key).map {
      String(decoding: policies.policies[$0].pattern, as: UTF8.self)
    }
    context.services.noteUnitConfusion(
      UnitConfusion(command: command, cause: cause, pattern: pattern), by: context.session)
  }

  /// 10^11 divides the two readings of a point in time: as seconds it is the year 5138, as
  /// milliseconds the year 1973. 10^9 seconds were over in 2001, so anything smaller may well be
  /// an early millisecond.
  private func confusion(in number: Int64) -> UnitConfusion.Cause? {
    if isSeconds { return number > 100_000_000_000 ? .millisecondsForSeconds : nil }
    let isPointInSeconds = number > 1_000_000_000 && number < 100_000_000_000
    return !isFromNow && isPointInSeconds ? .secondsForMilliseconds : nil
  }
}
