extension Benchmark {
  static let journal = [
    Benchmark("journal.append", "append a frame of 512 bytes to the crash journal") {
      let payload = [UInt8](repeating: 0x55, count: 512)
      let file = JournalFile()
      return { count in
        payload.withUnsafeBytes { payload in
          for _ in 0..<count { file.append(payload) }
        }
      }
    }
  ]
}
