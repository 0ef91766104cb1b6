import Glibc

extension File {
  /// Writes two pieces one behind the other at `offset`, with one system call unless it falls short.
  func write(
    _ first: UnsafeRawBufferPointer, _ second: UnsafeRawBufferPointer, at offset: Int
  ) throws(StorageError) {
    var (first, second, offset) = (first, second, offset)
    while first.count + second.count > 0 {
      let count = system.write(descriptor, first, second, offset)
      if count < 0 && errno == EINTR { continue }
      if count < 0 { throw .system("write a file") }
      let fromFirst = min(count, first.count)
      first = UnsafeRawBufferPointer(rebasing: first[fromFirst...])
      second = UnsafeRawBufferPointer(rebasing: second[(count - fromFirst)...])
      offset += count
    }
  }

  func write(_ bytes: [UInt8], at offset: Int) throws(StorageError) {
    // The array's method does not take typed errors; a result carries this one out.
    let result = bytes.withUnsafeBytes { bytes -> Result<Void, StorageError> in
      Result { () throws(StorageError) in
        try write(bytes, UnsafeRawBufferPointer(start: nil, count: 0), at: offset)
      }
    }
    try result.get()
  }
}
