@testable import Commands

/// A text sent with EVAL. Comments and white space must not matter, nor may any text take long.
struct ScriptTarget: FuzzTarget {
  func run(_ input: UnsafeRawBufferPointer) {
    guard let text = ScriptText(input) else { return }
    let wrapped = Array("-- a comment\n \t".utf8) + input + Array("\n-- another".utf8)
    guard wrapped.count <= 16 << 10 else { return }
    let again = wrapped.withUnsafeBytes(ScriptText.init)
    require(text == again, "a comment makes it another script")
    _ = LockScript.known(input)
  }
}
