import Glibc

/// Runs one target under libFuzzer: `FUZZ_TARGET=glob Fuzz [OPTION]... [CORPUS]...`.
/// https://llvm.org/docs/LibFuzzer.html
@main
enum Fuzz {
  static func main() {
    let name = getenv("FUZZ_TARGET").map { String(cString: $0) } ?? ""
    guard let target = targets[name] else {
      print("FUZZ_TARGET is one of: \(targets.keys.sorted().joined(separator: " "))")
      exit(2)
    }
    chosen = target()
    var count = CommandLine.argc
    var arguments = CommandLine.unsafeArgv
    exit(runDriver(&count, &arguments, runOneInput))
  }

  private static let targets: [String: @Sendable () -> any FuzzTarget] = [
    "commands": { CommandTarget() }, "configuration": { ConfigurationTarget() },
    "database": { DatabaseTarget() }, "glob": { GlobTarget() }, "inline": { InlineTarget() },
    "journal": { JournalTarget() }, "requests": { RequestTarget() }, "scripts": { ScriptTarget() },
    "users": { UserTarget() },
  ]

  /// Safe: libFuzzer calls from one thread, after `main` has set it.
  nonisolated(unsafe) fileprivate static var chosen: any FuzzTarget = GlobTarget()
}

/// What is fed with bytes. It traps where anything is wrong, which libFuzzer reports with the input.
protocol FuzzTarget {
  /// Words that its inputs are made of, where they are scripts of lines; else empty.
  var vocabulary: Vocabulary? { get }
  func run(_ input: UnsafeRawBufferPointer)
}

extension FuzzTarget {
  var vocabulary: Vocabulary? { nil }
}

/// Ends the process, and so the run, unless `isTrue`.
func require(_ isTrue: Bool, _ finding: @autoclosure () -> String) {
  if !isTrue { fatalError(finding()) }
}

@_cdecl("LLVMFuzzerTestOneInput")
func runOneInput(_ bytes: UnsafePointer<UInt8>?, _ count: Int) -> Int32 {
  Fuzz.chosen.run(UnsafeRawBufferPointer(start: bytes, count: count))
  return 0
}

/// Scripts mostly change by lines and words, so that what comes of them still says something.
@_cdecl("LLVMFuzzerCustomMutator")
func mutateInput(
  _ bytes: UnsafeMutablePointer<UInt8>, _ count: Int, _ room: Int, _ seed: UInt32
) -> Int {
  guard let vocabulary = Fuzz.chosen.vocabulary, seed % 8 != 0 else {
    return mutateBytes(bytes, count, room)
  }
  var mutator = ScriptMutator(vocabulary, seed: UInt64(seed))
  let text = mutator.mutated(UnsafeRawBufferPointer(start: bytes, count: count)).prefix(room)
  UnsafeMutableRawBufferPointer(start: bytes, count: room).copyBytes(from: text)
  return text.count
}

@_silgen_name("LLVMFuzzerMutate")
private func mutateBytes(_ bytes: UnsafeMutablePointer<UInt8>, _ count: Int, _ room: Int) -> Int

@_silgen_name("LLVMFuzzerRunDriver")
private func runDriver(
  _ count: UnsafeMutablePointer<Int32>,
  _ arguments: UnsafeMutablePointer<UnsafeMutablePointer<UnsafeMutablePointer<CChar>?>>,
  _ body: @convention(c) (UnsafePointer<UInt8>?, Int) -> Int32
) -> Int32
