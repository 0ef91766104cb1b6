import Bytes

/// A request as far as permissions are about it.
public protocol AccessRequest {
  /// The command's number in the catalogue.
  var commandNumber: Int { get }
  /// Whether everybody may run the command, whatever the rules say: what authenticates.
  var isFree: Bool { get }
  /// The argument behind the command's name; nil when there is none.
  var firstArgument: UnsafeRawBufferPointer? { get }

  /// The index of the first key for which `isDenied` says so.
  func firstKey(
    where isDenied: (UnsafeRawBufferPointer, KeyAccess) -> Bool
  ) -> Int?
  /// The index of the first channel for which `isDenied` says so; whether it is a pattern is its
  /// second argument.
  func firstChannel(where isDenied: (UnsafeRawBufferPointer, Bool) -> Bool) -> Int?
}

/// Why a request is refused.
public struct Denial: Sendable, Equatable {
  /// In the order in which the reasons of several selectors outrank each other.
  public enum Reason: Int, Sendable {
    case command, key, channel
  }

  public let reason: Reason
  /// The argument at fault; 0 for the command.
  public let index: Int

  public init(_ reason: Reason, at index: Int) {
    self.reason = reason
    self.index = index
  }

  fileprivate func outranks(_ other: Denial) -> Bool {
    (reason.rawValue, index) > (other.reason.rawValue, other.index)
  }
}

extension User {
  /// Why the request is refused; nil when it is allowed. See ``UserRules/denial(of:)``.
  public func denial(of request: some AccessRequest) -> Denial? { rules.denial(of: request) }
}

extension UserRules {
  /// Why the request is refused; nil when one of the selectors allows it.
  ///
  /// Complexity: O(selectors × (keys × patterns)); no allocation.
  public func denial(of request: some AccessRequest) -> Denial? {
    guard var worst = root.denial(of: request) else { return nil }
    for selector in selectors {
      guard let denial = selector.denial(of: request) else { return nil }
      if denial.outranks(worst) { worst = denial }
    }
    return worst
  }

  /// Whether a subscription may go on.
  public func mayListen(to name: UnsafeRawBufferPointer, isPattern: Bool) -> Bool {
    root.allowsChannel(name, isPattern) || selectors.contains { $0.allowsChannel(name, isPattern) }
  }

  /// Whether every channel pattern of `older` is still there.
  func coversChannels(of older: UserRules) -> Bool {
    if all.contains(where: \.allowsAllChannels) { return true }
    let present = all.flatMap(\.channels)
    return older.all.allSatisfy { selector in
      !selector.allowsAllChannels && selector.channels.allSatisfy(present.contains)
    }
  }

  private var all: [Selector] { [root] + selectors }
}

extension Selector {
  fileprivate func denial(of request: some AccessRequest) -> Denial? {
    guard request.isFree || allowsCommand(of: request) else { return Denial(.command, at: 0) }
    if !allowsAllKeys, let index = request.firstKey(where: { !allowsKey($0, $1) }) {
      return Denial(.key, at: index)
    }
    if !allowsAllChannels, let index = request.firstChannel(where: { !allowsChannel($0, $1) }) {
      return Denial(.channel, at: index)
    }
    return nil
  }

  private func allowsCommand(of request: some AccessRequest) -> Bool {
    if commands.contains(request.commandNumber) { return true }
    guard !firstArguments.isEmpty, let allowed = firstArguments[request.commandNumber],
      let argument = request.firstArgument
    else { return false }
    return allowed.contains { word in word.withUnsafeBytes { argument.equalsIgnoringCase($0) } }
  }

  private func allowsKey(_ key: UnsafeRawBufferPointer, _ access: KeyAccess) -> Bool {
    keys.contains { $0.allows(access, on: key) }
  }

  /// A pattern to listen to must stand in the rules as it is: whether one pattern covers another is
  /// not asked.
  fileprivate func allowsChannel(_ name: UnsafeRawBufferPointer, _ isPattern: Bool) -> Bool {
    allowsAllChannels
      || channels.contains { channel in
        channel.withUnsafeBytes { bytes in
          isPattern ? bytes.elementsEqual(name) : Glob.matches(pattern: bytes, name)
        }
      }
  }
}
