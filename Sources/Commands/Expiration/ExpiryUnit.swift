import RESP

/// How an expiry is written: seconds or milliseconds, from now or since the epoch.
struct ExpiryUnit {
  var isSeconds: Bool
  var isFromNow: Bool

  static let ex = ExpiryUnit(isSeconds: true, isFromNow: true)
  static let px = ExpiryUnit(isSeconds: false, isFromNow: true)
  static let exat = ExpiryUnit(isSeconds: true, isFromNow: false)
  static let pxat = ExpiryUnit(isSeconds: false, isFromNow: false)

  init(isSeconds: Bool, isFromNow: Bool) {
    self.isSeconds = isSeconds
    self.isFromNow = isFromNow
  }

  /// The unit that an option of SET or GETEX names; nil for any other word.
  init?(option word: UnsafeRawBufferPointer) {
    if word.equalsIgnoringCase("ex") {
      self = .ex
    } else if word.equalsIgnoringCase("px") {
      self = .px
    } else if word.equalsIgnoringCase("exat") {
      self = .exat
    } else if word.equalsIgnoringCase("pxat") {
      self = .pxat
    } else {
      return nil
    }
  }

  struct Failure: Error {
    let text: String
  }

  /// The deadline in wall-clock ms. Zero, negative and overflowing times are errors, as Redis has
  /// it for commands that save.
  func deadline(
    _ text: UnsafeRawBufferPointer, nowMs: Int64, command: String
  ) -> Result<Int64, Failure> {
    guard let number = DecimalInteger.parse(text) else {
      return .failure(Failure(text: "\(CommandError.notAnInteger)"))
    }
    let invalid = Failure(text: CommandError.invalidExpire(command))
    guard number > 0, !isSeconds || number <= Int64.max / 1000 else { return .failure(invalid) }
    let ms = isSeconds ? number * 1000 : number
    guard isFromNow else { return .success(ms) }
    guard ms <= Int64.max - nowMs else { return .failure(invalid) }
    return .success(nowMs + ms)
  }
}
