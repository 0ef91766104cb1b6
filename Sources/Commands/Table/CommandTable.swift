import Bytes
import RESP

/// Every command, found by name without allocation.
///
/// Safe to share: nothing changes after `init`, and the memory lives as long as the table.
public final class CommandTable: @unchecked Sendable {
  /// In the order of `all`.
  public let commands: UnsafeBufferPointer<Command>
  private let names: UnsafeMutablePointer<CommandName>
  private let slots: UnsafeMutablePointer<Int16>
  private let slotMask: Int

  /// How many commands and subcommands there are.
  public let numberCount: Int

  public convenience init(_ list: [Command] = CommandTable.all) {
    var next = 0
    self.init(list, numberedFrom: &next)
  }

  /// - Parameter next: The number of the first command; afterwards the first that is free.
  init(_ list: [Command], numberedFrom next: inout Int) {
    let first = next
    let list = list.map { $0.numbered(from: &next) }
    numberCount = next - first
    let storage = UnsafeMutableBufferPointer<Command>.allocate(capacity: list.count)
    _ = storage.initialize(from: list)
    commands = UnsafeBufferPointer(storage)
    names = .allocate(capacity: list.count)
    for (number, command) in list.enumerated() {
      (names + number).initialize(to: CommandName(command.name))
    }
    var capacity = 64
    while capacity < list.count * 4 { capacity *= 2 }
    slotMask = capacity - 1
    slots = .allocate(capacity: capacity)
    slots.initialize(repeating: -1, count: capacity)
    for (number, command) in list.enumerated() { insert(number, command.name) }
  }

  deinit {
    for number in commands.indices { names[number].deallocate() }
    names.deallocate()
    UnsafeMutableBufferPointer(mutating: commands).deinitialize()
    commands.deallocate()
    slots.deallocate()
  }

  /// The number of the command called `name`, in any case; nil when there is none.
  public func find(_ name: UnsafeRawBufferPointer) -> Int? {
    let head = CommandName.head(name)
    var slot = CommandName.hash(head, count: name.count) & slotMask
    while slots[slot] >= 0 {
      let number = Int(slots[slot])
      if names[number].equals(name, head: head) { return number }
      slot = (slot &+ 1) & slotMask
    }
    return nil
  }

  /// The command called `name`, in any case. Lives as long as the table.
  @inline(__always)
  func command(named name: UnsafeRawBufferPointer) -> UnsafePointer<Command>? {
    guard let number = find(name) else { return nil }
    // Safe: `find` answers with an index of `commands`.
    return commands.baseAddress.unsafelyUnwrapped + number
  }

  /// The command or subcommand that a request names; nil when there is none.
  func lookUp(_ arguments: Arguments) -> UnsafePointer<Command>? {
    guard let command = command(named: arguments[0]) else { return nil }
    guard arguments.count > 1, let subcommands = command.pointee.subcommands else {
      return command
    }
    return subcommands.command(named: arguments[1])
  }

  private func insert(_ number: Int, _ name: String) {
    var copy = name
    copy.withUTF8 { bytes in
      let bytes = UnsafeRawBufferPointer(bytes)
      precondition(find(bytes) == nil, "a command stands twice in the table")
      var slot = CommandName.hash(CommandName.head(bytes), count: bytes.count) & slotMask
      while slots[slot] >= 0 { slot = (slot + 1) & slotMask }
      slots[slot] = Int16(number)
    }
  }
}
