import Keyspace
import RESP

/// The scripts of redislock (bsm): the present ones for several keys, and those for one key from
/// before version 0.10.
extension LockScript {
  static let redislock = [obtain, obtainOne, refresh, release, timeLeft, timeLeftOne]

  private static let obtain = LockScript([
    #"""
    local function pexpire(ttl)
      for _, key in ipairs(KEYS) do redis.call("pexpire", key, ttl) end
    end
    local function canOverrideKeys()
      local offset = tonumber(ARGV[2])
      for i, key in ipairs(KEYS) do
        if redis.call("getrange", key, 0, offset-1) ~= string.sub(ARGV[1], 1, offset) then
          return false
        end
      end
      return true
    end
    local setArgs = {}
    for i, key in ipairs(KEYS) do
      table.insert(setArgs, key)
      table.insert(setArgs, ARGV[1])
    end
    if redis.call("msetnx", unpack(setArgs)) ~= 1 then
      if canOverrideKeys() == false then return false end
      redis.call("mset", unpack(setArgs))
    end
    pexpire(ARGV[3])
    return redis.status_reply("OK")
    """#
  ]) { (call) throws(CommandFailure) in
    guard try areFreeOrOwn(call) else { return call.context.reply.null() }
    for key in 1..<call.keyCount + 1 { try call.save(key, value: 1, ms: 3) }
    call.context.reply.ok()
  }

  private static let obtainOne = LockScript([
    #"""
    if redis.call("set", KEYS[1], ARGV[1], "NX", "PX", ARGV[3]) then
      return redis.status_reply("OK")
    end
    local offset = tonumber(ARGV[2])
    if redis.call("getrange", KEYS[1], 0, offset-1) == string.sub(ARGV[1], 1, offset) then
      return redis.call("set", KEYS[1], ARGV[1], "PX", ARGV[3])
    end
    """#
  ]) { (call) throws(CommandFailure) in
    guard try areFreeOrOwn(call) else { return call.context.reply.null() }
    try call.save(1, value: 1, ms: 3)
    call.context.reply.ok()
  }

  /// Whether none of the keys exists, or the caller's token is in all of them.
  private static func areFreeOrOwn(_ call: ScriptCall) throws(CommandFailure) -> Bool {
    for key in 1..<call.keyCount + 1 where try call.exists(key) { return try haveToken(call) }
    return true
  }

  /// Whether every key's value begins with the token, the part of the first argument whose length
  /// the second one says.
  private static func haveToken(_ call: ScriptCall) throws(CommandFailure) -> Bool {
    let value = try call.argument(1)
    let length = Int(clamping: max(try call.number(2), 0))
    let token = value.prefix(length)
    for key in 1..<call.keyCount + 1 {
      let held = try call.value(key)
      guard (held?.prefix(length) ?? value.prefix(0)).elementsEqual(token) else { return false }
    }
    return true
  }

  private static let refresh = LockScript([
    #"""
    local values = redis.call("mget", unpack(KEYS))
    for i, _ in ipairs(KEYS) do if values[i] ~= ARGV[1] then return false end end
    for _, key in ipairs(KEYS) do redis.call("pexpire", key, ARGV[2]) end
    return redis.status_reply("OK")
    """#
  ]) { (call) throws(CommandFailure) in
    guard try call.allHold(1) else { return call.context.reply.null() }
    for key in 1..<call.keyCount + 1 { try call.expire(key, try call.number(2)) }
    call.context.reply.ok()
  }

  private static let release = LockScript([
    #"""
    local values = redis.call("mget", unpack(KEYS))
    for i, _ in ipairs(KEYS) do if values[i] ~= ARGV[1] then return false end end
    for _, key in ipairs(KEYS) do
      if redis.call("del", key) ~= 1 then
        return redis.error_reply("redislock: failed to del " + key)
      end
    end
    return redis.status_reply("OK")
    """#
  ]) { (call) throws(CommandFailure) in
    guard try call.allHold(1) else { return call.context.reply.null() }
    for key in 1..<call.keyCount + 1 { _ = try call.remove(key) }
    call.context.reply.ok()
  }

  private static let timeLeft = LockScript(
    [
      #"""
      local values = redis.call("mget", unpack(KEYS))
      local ttl = -3
      for i, _ in ipairs(KEYS) do
        if values[i] == ARGV[1] then ttl = redis.call("pttl", KEYS[i]) else return -3 end
      end
      return ttl
      """#
    ], writes: false
  ) { (call) throws(CommandFailure) in
    guard try call.allHold(1) else { return call.context.reply.integer(-3) }
    call.context.reply.integer(call.keyCount > 0 ? try call.timeLeftMs(call.keyCount) : -3)
  }

  private static let timeLeftOne = LockScript(
    [
      #"if redis.call("get", KEYS[1]) == ARGV[1] then return redis.call("pttl", KEYS[1])"#
        + " else return -3 end"
    ], writes: false
  ) { (call) throws(CommandFailure) in
    call.context.reply.integer(try call.holds(1, 1) ? try call.timeLeftMs(1) : -3)
  }
}
