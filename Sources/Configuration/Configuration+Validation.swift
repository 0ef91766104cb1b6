extension Configuration {
  /// Checks the rules that tie settings together.
  public func validate() throws(ConfigurationError) {
    guard defaultTtlMs <= maxTtlMs else {
      throw ConfigurationError(
        settings: ["default-ttl", "max-ttl"],
        reason: "default-ttl (\(TimeSpan.spell(defaultTtlMs))) must not be longer than max-ttl "
          + "(\(TimeSpan.spell(maxTtlMs)))")
    }
    for policy in policies {
      guard let reason = policy.contradiction(generalMaxTtlMs: maxTtlMs) else { continue }
      throw ConfigurationError(
        settings: ["policy"], entry: policy.pattern, reason: "'\(policy.pattern)': \(reason)")
    }
    guard maxValueSizeBytes <= maxMemoryBytes / 4 else {
      throw conflict(
        "max-value-size", maxValueSizeBytes, "must not be larger than a quarter of", "maxmemory",
        maxMemoryBytes)
    }
    guard maxDiskBytes >= minDiskBytes else {
      throw ConfigurationError(
        settings: ["maxdisk", "journal-size", "max-value-size"],
        reason: "maxdisk (\(ByteSize.spell(maxDiskBytes))) must not be smaller than "
          + "\(ByteSize.spell(minDiskBytes)): the journal (\(ByteSize.spell(journalCapacityBytes))), "
          + "64mb, and four times max-value-size (\(ByteSize.spell(maxValueSizeBytes)))")
    }
    let outputBytes = clientOutputLimits.normal.hardBytes
    guard outputBytes == 0 || outputBytes >= maxValueSizeBytes else {
      throw conflict(
        "client-output-buffer-limit", outputBytes, "must not be smaller than",
        "max-value-size", maxValueSizeBytes)
    }
    guard clientQueryLimitBytes >= maxValueSizeBytes else {
      throw conflict(
        "client-query-buffer-limit", clientQueryLimitBytes, "must not be smaller than",
        "max-value-size", maxValueSizeBytes)
    }
    try validateUsers()
    guard port != 0 || !unixSocketPath.isEmpty else {
      throw ConfigurationError(
        settings: ["port", "unixsocket"], reason: "port 0 without a unixsocket leaves no way in")
    }
  }

  private func validateUsers() throws(ConfigurationError) {
    guard users.isEmpty || userFilePath.isEmpty else {
      throw ConfigurationError(
        settings: ["aclfile", "user"],
        reason: "users are defined here and in an ACL file; define them in one of the two")
    }
    var names: Set<[UInt8]> = []
    for user in users where !names.insert(Array(user.name.utf8)).inserted {
      throw ConfigurationError(
        settings: ["user"], entry: user.name, reason: "'\(user.name)' is defined twice")
    }
  }

  private func conflict(
    _ first: String, _ firstBytes: Int, _ rule: String, _ second: String, _ secondBytes: Int
  ) -> ConfigurationError {
    ConfigurationError(
      settings: [first, second],
      reason: "\(first) (\(ByteSize.spell(firstBytes))) \(rule) \(second) "
        + "(\(ByteSize.spell(secondBytes)))")
  }
}
