@testable import Configuration

/// A configuration file. What it says, written down again, must say the same.
struct ConfigurationTarget: FuzzTarget {
  func run(_ input: UnsafeRawBufferPointer) {
    guard let configuration = try? Configuration.parse([UInt8](input), named: "fuzz.conf") else {
      return
    }
    let written = Setting.all.flatMap { setting in
      setting.lines(configuration).map { "\(setting.name) \($0)\n" }
    }
    do {
      let again = try Configuration.parse(Array(written.joined().utf8), named: "again.conf")
      require(again == configuration, "written down it says something else: \(written)")
    } catch {
      fatalError("written down it is refused: \(error) \(written)")
    }
  }
}
