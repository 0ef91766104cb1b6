extension Journal {
  /// Writes zeros where the file has only been given space, which reads as zeros already.
  ///
  /// Reserved blocks are marked as unwritten. The first write to each changes that mark, which makes
  /// a sync wait for the file system's own log as well: several times as long, until the ring has
  /// gone round once. Whoever syncs before every reply does better to write everything once. Call it
  /// before `replay`, whose sync covers it.
  /// https://docs.kernel.org/filesystems/fiemap.html (`FIEMAP_EXTENT_UNWRITTEN`)
  public func fill() throws(StorageError) {
    var position = 0
    while let hole = file.system.hole(file.descriptor, position), hole.lowerBound < fileBytes {
      try fill(hole.clamped(to: 0..<fileBytes))
      position = hole.upperBound
    }
  }

  /// Page by page: the kernel keeps what was written at once together, and would count all of it as
  /// written (`write_bytes` in proc_pid_io(5)) whenever a part of it is later.
  private func fill(_ hole: Range<Int>) throws(StorageError) {
    let page = [UInt8](repeating: 0, count: JournalHeader.pageBytes)
    for position in stride(from: hole.lowerBound, to: hole.upperBound, by: page.count) {
      let room = hole.upperBound - position
      try file.write(room < page.count ? Array(page[..<room]) : page, at: position)
    }
  }
}
