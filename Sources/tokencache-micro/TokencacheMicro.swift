import Glibc

/// Micro-benchmarks of the parts that every request passes through. `scripts/benchmarks/micro` runs it, also
/// under callgrind, and compares commits.
///
///     tokencache-micro list
///     tokencache-micro run NAME COUNT       COUNT operations, once; prints nothing
///     tokencache-micro time ROUNDS [NAME…]  ns of an operation: NAME MEDIAN LEAST
@main
enum TokencacheMicro {
  static func main() {
    let words = Array(CommandLine.arguments.dropFirst())
    switch words.first {
    case "list": for benchmark in Benchmark.all { print(benchmark.name, benchmark.summary) }
    case "run" where words.count == 3:
      guard let count = Int(words[2]), count > 0 else { fail("'\(words[2])' is no count") }
      find(words[1]).begin()(count)
    case "time" where words.count >= 2:
      guard let rounds = Int(words[1]), rounds > 0 else { fail("'\(words[1])' is no count") }
      time(words.count > 2 ? words[2...].map(find) : Benchmark.all, rounds: rounds)
    default: fail("usage: tokencache-micro list | run NAME COUNT | time ROUNDS [NAME…]")
    }
  }

  private static func time(_ benchmarks: [Benchmark], rounds: Int) {
    for benchmark in benchmarks {
      let figures = Timing.measure(benchmark, rounds: rounds)
      print(benchmark.name, Timing.text(figures.median), Timing.text(figures.least))
    }
  }

  private static func find(_ name: String) -> Benchmark {
    guard let benchmark = Benchmark.all.first(where: { $0.name == name }) else {
      fail("there is no benchmark '\(name)'; 'list' tells which there are")
    }
    return benchmark
  }

  private static func fail(_ message: String) -> Never {
    let line = "tokencache-micro: \(message)\n"
    _ = line.withCString { write(STDERR_FILENO, $0, strlen($0)) }
    exit(2)
  }
}
