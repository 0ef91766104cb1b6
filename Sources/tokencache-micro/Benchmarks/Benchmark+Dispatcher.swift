import RESP

extension Benchmark {
  private static let keyCount = 16_384

  static let dispatcher = [
    Benchmark("dispatcher.get-hit", "run GET of a present key") {
      let tokens = Tokens(count: keyCount)
      return running(filledWith: tokens, tokens.keys.map { [word("GET"), $0] })
    },
    Benchmark("dispatcher.get-miss", "run GET of an absent key") {
      let absent = Tokens(count: keyCount, prefix: "oauth:refreshtoken:")
      return running(filledWith: Tokens(count: keyCount), absent.keys.map { [word("GET"), $0] })
    },
    Benchmark("dispatcher.set-same", "run SET of the value that is there") {
      let tokens = Tokens(count: keyCount)
      let value = Tokens.value()
      return running(filledWith: tokens, tokens.keys.map { [word("SET"), $0, value] })
    },
    Benchmark("dispatcher.set-new", "run SET of another value") {
      let tokens = Tokens(count: keyCount)
      let changes = (1...2).flatMap { variant in
        tokens.keys.map { [word("SET"), $0, Tokens.value(variant: variant)] }
      }
      return running(filledWith: tokens, changes)
    },
    Benchmark("dispatcher.expire", "run EXPIRE of a present key") {
      let tokens = Tokens(count: keyCount)
      let requests = [word("3600"), word("7200")].flatMap { seconds in
        tokens.keys.map { [word("EXPIRE"), $0, seconds] }
      }
      return running(filledWith: tokens, requests)
    },
  ]

  private static func running(
    filledWith tokens: Tokens, _ list: [[[UInt8]]]
  ) -> (Int) -> Void {
    let bench = Bench()
    bench.fill(tokens)
    let requests = Requests(list)
    return { count in
      var next = 0
      for number in 0..<count {
        bench.run(requests.views[next])
        next = next + 1 == requests.views.count ? 0 : next + 1
        if number & 15 == 15 { bench.endTurn() }
      }
    }
  }
}
