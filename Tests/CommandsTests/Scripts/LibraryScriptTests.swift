import Commands
import Testing

/// Scripts of one library each, called as the library does.
@Suite struct LibraryScriptTests {
  @Test func redlockLocksAllOfSeveralKeysOrNone() {
    let acquire = """
      -- free?
      for i, key in ipairs(KEYS) do
        if redis.call("exists", key) == 1 then
          return 0
        end
      end
      for i, key in ipairs(KEYS) do
        redis.call("set", key, ARGV[1], "PX", ARGV[2])
      end
      return #KEYS
      """
    let extend = acquire.replacing(
      #"redis.call("exists", key) == 1"#, with: #"redis.call("get", key) ~= ARGV[1]"#)
    let release = """
      local count = 0
      for i, key in ipairs(KEYS) do
        if redis.call("get", key) == ARGV[1] then
          redis.pcall("del", key)
          count = count + 1
        end
      end
      return count
      """
    expect([
      (request("EVAL", acquire, "2 a b me 1000"), ":2|"),
      (request("EVAL", acquire, "2 b c you 1000"), ":0|"), ("EXISTS c", ":0|"),
      (request("EVAL", extend, "2 a b you 9000"), ":0|"), ("PTTL a", ":1000|"),
      (request("EVAL", extend, "2 a b me 9000"), ":2|"), ("PTTL b", ":9000|"),
      (request("EVAL", release, "3 a b c you"), ":0|"),
      (request("EVAL", release, "3 a b c me"), ":2|"), ("EXISTS a b", ":0|"),
      (request("EVAL", acquire, "2 a b me 0"), "-ERR invalid expire time in 'set' command|"),
      ("EXISTS a b", ":0|"),
    ])
  }

  @Test func redsync() {
    let delete = """
      local val = redis.call("GET", KEYS[1])
      if val == ARGV[1] then
        return redis.call("DEL", KEYS[1])
      elseif val == false then
        return -1
      else
        return 0
      end
      """
    let touch = """
      if redis.call("GET", KEYS[1]) == ARGV[1] then
        return redis.call("PEXPIRE", KEYS[1], ARGV[2])
      elseif redis.call("SET", KEYS[1], ARGV[1], "PX", ARGV[2], "NX") then
        return 1
      else
        return 0
      end
      """
    expect([
      (request("EVAL", delete, "1 k me"), ":-1|"), (request("EVAL", touch, "1 k me 500"), ":1|"),
      ("PTTL k", ":500|"), (request("EVAL", touch, "1 k you 900"), ":0|"),
      (request("EVAL", touch, "1 k me 900"), ":1|"), ("PTTL k", ":900|"),
      (request("EVAL", delete, "1 k you"), ":0|"), (request("EVAL", delete, "1 k me"), ":1|"),
    ])
  }

  @Test func redislockWithOneKey() {
    let obtain = """

      if redis.call("set", KEYS[1], ARGV[1], "NX", "PX", ARGV[3]) then
        return redis.status_reply("OK") end

      local offset = tonumber(ARGV[2])
      if redis.call("getrange", KEYS[1], 0, offset-1) == string.sub(ARGV[1], 1, offset) then
        return redis.call("set", KEYS[1], ARGV[1], "PX", ARGV[3]) end

      """
    expect([
      (request("EVAL", obtain, "1 k tok-meta 3 500"), "+OK|"), ("PTTL k", ":500|"),
      (request("EVAL", obtain, "1 k tik-meta 3 900"), "$-1|"), ("PTTL k", ":500|"),
      (request("EVAL", obtain, "1 k tok-new 3 900"), "+OK|"), ("GET k", "$7|tok-new|"),
    ])
  }

  @Test func redislockWithSeveralKeys() {
    let refresh = """
      local values = redis.call("mget", unpack(KEYS))
      for i, _ in ipairs(KEYS) do
      \tif values[i] ~= ARGV[1] then
      \t\treturn false
      \tend
      end
      for _, key in ipairs(KEYS) do
      \tredis.call("pexpire", key, ARGV[2])
      end
      return redis.status_reply("OK")
      """
    let left = """
      local values = redis.call("mget", unpack(KEYS))
      local ttl = -3
      for i, _ in ipairs(KEYS) do
      \tif values[i] == ARGV[1] then
      \t\tttl = redis.call("pttl", KEYS[i])
          else
              return -3
      \tend
      end
      return ttl
      """
    expect([
      ("MSET a v b v c w", "+OK|"), (request("EVAL", refresh, "2 a b v 800"), "+OK|"),
      ("PTTL a", ":800|"), (request("EVAL", left, "2 a b v"), ":800|"),
      (request("EVAL", left, "2 a c v"), ":-3|"), (request("EVAL", refresh, "2 a c v 9"), "$-1|"),
      ("PTTL a", ":800|"),
    ])
  }

  @Test func aiocacheAndDjangoRedis() {
    let compareAndSet =
      "if redis.call('get',KEYS[1]) == ARGV[2] then  if #ARGV == 4 then   return redis.call('set', "
      + "KEYS[1], ARGV[1], ARGV[3], ARGV[4])  else   return redis.call('set', KEYS[1], ARGV[1])  "
      + "end else return 0 end"
    let increment = """

      local exists = redis.call('EXISTS', KEYS[1])
      if (exists == 1) then
          return redis.call('INCRBY', KEYS[1], ARGV[1])
      else return false end

      """
    let badTime = "-ERR value is not an integer or out of range|"
    expect([
      ("SET k 1", "+OK|"), (request("EVAL", compareAndSet, "1 k 5 2"), ":0|"),
      (request("EVAL", compareAndSet, "1 k 5 1"), "+OK|"), ("GET k", "$1|5|"),
      (request("EVAL", compareAndSet, "1 k 6 5 PX 400"), "+OK|"), ("PTTL k", ":400|"),
      (request("EVAL", compareAndSet, "1 k 7 6 PX no"), badTime),
      (request("EVAL", increment, "1 missing 4"), "$-1|"),
      (request("EVAL", increment, "1 k 4"), ":10|"), ("PTTL k", ":400|"),
    ])
  }
}
