import AccessControl
import Commands

/// An ACL file. What it says, written down again, must say the same.
struct UserTarget: FuzzTarget {
  private let context = RuleContext(CommandTable().catalog)

  func run(_ input: UnsafeRawBufferPointer) {
    guard let text = written([UInt8](input)) else { return }
    let again = written(text)
    require(again == text, "\(String(decoding: text, as: UTF8.self))")
  }

  /// nil when the file is refused.
  private func written(_ text: [UInt8]) -> [UInt8]? {
    let users = UserDirectory(context)
    do throws(UserFileError) {
      _ = try users.load(text, named: "users.acl")
    } catch {
      require(!error.faults.isEmpty, "refused without a reason")
      return nil
    }
    return users.fileText
  }

  var vocabulary: Vocabulary? {
    Vocabulary(
      lines: ["user default %", "user % on %", "user % % % %", "user alice on >secret ~a* +@all"],
      words: [
        "on", "off", "nopass", "resetpass", "reset", "allkeys", "resetkeys", "allchannels",
        "resetchannels", "allcommands", "nocommands", "alice", "bob", "default", ">secret",
        "<secret", "#9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08", "~*", "~a*",
        "%R~b*", "%W~c", "%RW~d", "%~e", "&*", "&news", "+@all", "-@all", "+@read", "-@write",
        "-@dangerous", "+get", "-get", "+config|get", "-config|set", "+config", "-config",
        "+select|1",
        "+none", "+@none", "(+get ~a*)", "(~b", "+set)", "clearselectors", "sanitize-payload",
        "\"", "\\x00", "+", "-", "~", "%", "(", ")", "()",
      ])
  }
}
