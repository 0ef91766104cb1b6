import Crypto

/// Scripts that clients have sent or loaded, by the SHA-1 of their text as it was. Engine queue only.
public final class ScriptCache {
  private var scripts: [String: LockScript] = [:]

  /// More texts than that are only spellings of the same few scripts; then it starts afresh, and
  /// clients load again what they miss.
  private static let limit = 1000

  public init() {}

  public var count: Int { scripts.count }

  /// The script of a SHA-1 in hexadecimal digits of either case.
  func script(named digest: UnsafeRawBufferPointer) -> LockScript? {
    scripts[String(decoding: digest, as: UTF8.self).lowercased()]
  }

  /// The script with this text, remembered, and its SHA-1; nil when it is none of the known.
  func load(_ text: UnsafeRawBufferPointer) -> (script: LockScript, digest: String)? {
    let digest = ScriptCache.digest(text)
    if let script = scripts[digest] { return (script, digest) }
    guard let script = LockScript.known(text) else { return nil }
    if scripts.count == ScriptCache.limit { removeAll() }
    scripts[digest] = script
    return (script, digest)
  }

  /// Digits of a script's name.
  static let digestLength = 40

  /// SHA-1 in lower-case hexadecimal digits: a name, not a protection.
  static func digest(_ text: UnsafeRawBufferPointer) -> String {
    var hash = Insecure.SHA1()
    hash.update(bufferPointer: text)
    return hash.finalize().map { (byte: UInt8) in
      String(byte >> 4, radix: 16) + String(byte & 15, radix: 16)
    }.joined()
  }

  func removeAll() { scripts.removeAll() }
}
