import Bytes
import RESP

/// Scripts that one library alone sends.
extension LockScript {
  /// redis-py's `Lock.extend`: the third argument says whether the time is added to what is left
  /// ("0") or replaces it.
  static let redisPy = [
    LockScript([
      #"""
      local v = redis.call("get", KEYS[1])
      if not v or v ~= ARGV[1] then return 0 end
      local ttl = redis.call("pttl", KEYS[1])
      if not ttl then ttl = 0 end
      if ttl < 0 then return 0 end
      local new = ARGV[2]
      if ARGV[3] == "0" then new = ARGV[2] + ttl end
      redis.call("pexpire", KEYS[1], new)
      return 1
      """#
    ]) { (call) throws(CommandFailure) in
      guard try call.holds(1, 1) else { return call.context.reply.integer(0) }
      let isAdded = call.argumentCount >= 3 ? try call.argument(3).equals("0") : false
      let left = isAdded ? try call.timeLeftMs(1) : 0
      let (ms, overflowed) = try call.number(2).addingReportingOverflow(left)
      guard !overflowed else {
        throw CommandFailure(CommandError.invalidExpire("pexpire"))
      }
      try call.expire(1, ms)
      call.context.reply.integer(1)
    }
  ]

  /// node-redlock 4 and 5: every key holds the same value.
  static let redlock = [
    LockScript([
      #"""
      for i, key in ipairs(KEYS) do if redis.call("exists", key) == 1 then return 0 end end
      for i, key in ipairs(KEYS) do redis.call("set", key, ARGV[1], "PX", ARGV[2]) end
      return #KEYS
      """#
    ]) { (call) throws(CommandFailure) in
      for key in 1..<call.keyCount + 1 where try call.exists(key) {
        return call.context.reply.integer(0)
      }
      try saveAll(call)
    },
    LockScript([
      #"""
      for i, key in ipairs(KEYS) do if redis.call("get", key) ~= ARGV[1] then return 0 end end
      for i, key in ipairs(KEYS) do redis.call("set", key, ARGV[1], "PX", ARGV[2]) end
      return #KEYS
      """#
    ]) { (call) throws(CommandFailure) in
      guard try call.allHold(1) else { return call.context.reply.integer(0) }
      try saveAll(call)
    },
    LockScript([
      #"""
      local count = 0
      for i, key in ipairs(KEYS) do
        if redis.call("get", key) == ARGV[1] then redis.pcall("del", key) count = count + 1 end
      end
      return count
      """#
    ]) { (call) throws(CommandFailure) in
      var count: Int64 = 0
      for key in 1..<call.keyCount + 1 where try call.holds(key, 1) {
        if try call.remove(key) { count += 1 }
      }
      call.context.reply.integer(count)
    },
  ]

  private static func saveAll(_ call: ScriptCall) throws(CommandFailure) {
    for key in 1..<call.keyCount + 1 { try call.save(key, value: 1, ms: 2) }
    call.context.reply.integer(Int64(call.keyCount))
  }

  /// aiocache's compare-and-set, django-redis' incr of a key that must exist, and its plain incr.
  static let caches = [
    LockScript([
      #"""
      if redis.call("get", KEYS[1]) == ARGV[2] then
        if #ARGV == 4 then return redis.call("set", KEYS[1], ARGV[1], ARGV[3], ARGV[4])
        else return redis.call("set", KEYS[1], ARGV[1]) end
      else return 0 end
      """#
    ]) { (call) throws(CommandFailure) in
      guard try call.holds(1, 2) else { return call.context.reply.integer(0) }
      var parts = [try call.keyBytes(1), try call.argument(1)]
      if call.argumentCount == 4 { parts += [try call.argument(3), try call.argument(4)] }
      try call.reply(of: "set", parts)
    },
    LockScript([
      #"""
      local exists = redis.call("exists", KEYS[1])
      if (exists == 1) then return redis.call("incrby", KEYS[1], ARGV[1]) else return false end
      """#
    ]) { (call) throws(CommandFailure) in
      guard try call.exists(1) else { return call.context.reply.null() }
      try call.reply(of: "incrby", [try call.keyBytes(1), try call.argument(1)])
    },
    LockScript([#"return redis.call("incrby", KEYS[1], ARGV[1])"#]) {
      (call) throws(CommandFailure) in
      try call.reply(of: "incrby", [try call.keyBytes(1), try call.argument(1)])
    },
  ]
}
