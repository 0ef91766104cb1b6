import ArgumentParser

/// The options that decide what is stored. Two runs with the same ones agree on every byte.
struct TokenOptions: ParsableArguments {
  @Option(
    help: """
      Keys, sizes and lifetimes of real stores, instead of --value-size and --key-prefix: \
      \(TokenMix.allCases.map(\.rawValue).joined(separator: ", ")).
      """)
  var mix: TokenMix?

  @Option(name: [.customShort("d"), .long], help: "Bytes in a value.")
  var valueSize = 400

  @Option(help: "What every key begins with; 36 more bytes follow.")
  var keyPrefix = "oauth:access_token:"

  @Option(help: "Decides keys, values and the order of operations.")
  var seed: UInt64 = 1

  var shape: TokenShape {
    if let mix { return TokenShape(seed: seed, kinds: mix.kinds) }
    return TokenShape(seed: seed, prefix: keyPrefix, valueSize: valueSize)
  }

  mutating func validate() throws {
    guard (1...16_777_216).contains(valueSize) else {
      throw ValidationError("--value-size must lie between 1 and 16777216 bytes.")
    }
  }
}
