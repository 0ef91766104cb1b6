import RESP

/// Scripts that do something with a lock if its value is the caller's token: redis-py, redsync,
/// redislock up to 0.9, aiocache, PHP's session handler and many more.
extension LockScript {
  /// Each in the shapes in which "if the value is mine" is usually written.
  static let ownerActions = [
    ownerAction(#"redis.call("del", KEYS[1])"#) { (call) throws(CommandFailure) in
      try call.remove(1)
    },
    ownerAction(#"redis.call("pexpire", KEYS[1], ARGV[2])"#) { (call) throws(CommandFailure) in
      try call.expire(1, try call.number(2))
    },
    ownerAction(#"redis.call("expire", KEYS[1], ARGV[2])"#) { (call) throws(CommandFailure) in
      try call.expire(1, try call.number(2), .ex)
    },
  ]

  private static func ownerAction(
    _ action: String, _ act: @escaping @Sendable (ScriptCall) throws(CommandFailure) -> Bool
  ) -> LockScript {
    let get = #"redis.call("get", KEYS[1])"#
    return LockScript([
      "if \(get) == ARGV[1] then return \(action) else return 0 end",
      "if \(get) == ARGV[1] then return \(action) end return 0",
      "local v = \(get) if v == ARGV[1] then return \(action) else return 0 end",
      "local v = \(get) if v == ARGV[1] then return \(action) end return 0",
      "local v = \(get) if not v or v ~= ARGV[1] then return 0 end \(action) return 1",
    ]) { (call) throws(CommandFailure) in
      let isDone = try call.holds(1, 1) ? try act(call) : false
      call.context.reply.integer(isDone ? 1 : 0)
    }
  }

  static let otherOwnerScripts = [
    // redsync since 4.9: -1 tells a lock that has expired from one that another holds.
    LockScript([
      #"local v = redis.call("get", KEYS[1]) if v == ARGV[1] then return redis.call("del", KEYS[1])"#
        + " elseif v == false then return -1 else return 0 end"
    ]) { (call) throws(CommandFailure) in
      guard try call.value(1) != nil else { return call.context.reply.integer(-1) }
      let isRemoved = try call.holds(1, 1) ? try call.remove(1) : false
      call.context.reply.integer(isRemoved ? 1 : 0)
    },
    // redsync with WithSetNXOnExtend.
    LockScript([
      #"if redis.call("get", KEYS[1]) == ARGV[1] then return redis.call("pexpire", KEYS[1], ARGV[2])"#
        + #" elseif redis.call("set", KEYS[1], ARGV[1], "PX", ARGV[2], "NX") then return 1"#
        + " else return 0 end"
    ]) { (call) throws(CommandFailure) in
      let isMine = try call.holds(1, 1)
      let isFree = try !call.exists(1)
      if isMine { try call.expire(1, try call.number(2)) }
      if isFree { try call.save(1, value: 1, ms: 2) }
      call.context.reply.integer(isMine || isFree ? 1 : 0)
    },
    LockScript([
      #"if redis.call("set", KEYS[1], ARGV[1], "NX", "PX", ARGV[2]) then return 1 else return 0 end"#,
      #"if redis.call("set", KEYS[1], ARGV[1], "PX", ARGV[2], "NX") then return 1 else return 0 end"#,
    ]) { (call) throws(CommandFailure) in
      let isFree = try !call.exists(1)
      if isFree { try call.save(1, value: 1, ms: 2) }
      call.context.reply.integer(isFree ? 1 : 0)
    },
    LockScript([
      #"return redis.call("set", KEYS[1], ARGV[1], "NX", "PX", ARGV[2])"#,
      #"return redis.call("set", KEYS[1], ARGV[1], "PX", ARGV[2], "NX")"#,
    ]) { (call) throws(CommandFailure) in
      guard try !call.exists(1) else { return call.context.reply.null() }
      try call.save(1, value: 1, ms: 2)
      call.context.reply.ok()
    },
  ]
}
