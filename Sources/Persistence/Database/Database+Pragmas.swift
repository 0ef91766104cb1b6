extension Database {
  /// Settings of the connection that writes.
  func configureWriter(cacheBytes: Int) throws(StorageError) {
    try configure(cacheBytes: cacheBytes)
    try useWriteAheadLog()
    // With NORMAL a commit is not synced by itself, and power loss takes the last ones back, whole
    // and in order. Nothing is lost by that, because the journal gives up what a commit replaces only
    // after a commit that was synced (`StoreCommit.isSynced`): one sync a cycle instead of one every
    // few megabytes. Checkpoints sync the log before they touch the database, and the database
    // before the log begins anew. https://www.sqlite.org/pragma.html#pragma_synchronous
    try set("synchronous = NORMAL")
    // Checkpoints run between commits, when the engine says so, and never inside one.
    // https://www.sqlite.org/pragma.html#pragma_wal_autocheckpoint
    try set("wal_autocheckpoint = 0")
    // Deleted tokens are zeroed in pages that are written anyway; FULL would write freed pages
    // again only for that. https://www.sqlite.org/pragma.html#pragma_secure_delete
    try set("secure_delete = FAST")
  }

  /// The log shrinks back to this when it begins anew after a burst; what it usually grows to between
  /// checkpoints stays allocated. https://www.sqlite.org/pragma.html#pragma_journal_size_limit
  func limitLog(bytes: Int) throws(StorageError) { try set("journal_size_limit = \(bytes)") }

  /// Settings of a connection that only reads.
  func configureReader(cacheBytes: Int) throws(StorageError) {
    try configure(cacheBytes: cacheBytes)
    // https://www.sqlite.org/pragma.html#pragma_query_only
    try set("query_only = ON")
  }

  private func configure(cacheBytes: Int) throws(StorageError) {
    // A negative number is a size in KiB. https://www.sqlite.org/pragma.html#pragma_cache_size
    try set("cache_size = \(-max(cacheBytes / 1024, 64))")
    // Mapped pages would count as resident memory that no limit governs.
    // https://www.sqlite.org/pragma.html#pragma_mmap_size
    try set("mmap_size = 0")
    // Sorting must not put tokens into files outside the directory.
    // https://www.sqlite.org/pragma.html#pragma_temp_store
    try set("temp_store = MEMORY")
    // A damaged schema must not be able to call functions with side effects.
    // https://www.sqlite.org/pragma.html#pragma_trusted_schema
    try set("trusted_schema = OFF")
  }

  /// Readers and the writer do not wait for each other. SQLite keeps the old mode without an error
  /// where the file system cannot share memory. https://www.sqlite.org/wal.html
  private func useWriteAheadLog() throws(StorageError) {
    let operation = "set up the database"
    let pragma = try prepare("PRAGMA journal_mode = WAL", for: operation)
    guard try pragma.step(), pragma.bytes(0).elementsEqual("wal".utf8) else {
      throw StorageError(
        operation: operation, cause: .other,
        message: "the file system has no shared memory for it; set dir to a local disk")
    }
  }

  func set(_ pragma: String) throws(StorageError) {
    try execute("PRAGMA \(pragma)", for: "set up the database")
  }
}
