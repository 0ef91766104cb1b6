# redis-rb: redis_rb.rb HOST PORT
require "redis"

$checks = 0

def check(what, is_right, seen, expected)
  abort "#{what}: expected #{expected}, saw #{seen.inspect}" unless is_right
  $checks += 1
end

def equal(what, seen, expected) = check(what, seen == expected, seen, expected.inspect)

def within(what, seen, range) = check(what, range.cover?(seen), seen, range)

# A lifetime that nobody asked for: default-ttl, never -1.
def backstop(what, ttl) = within(what, ttl, 86_391..86_400)

host, port = ARGV
redis = Redis.new(host: host, port: Integer(port))
other = Redis.new(host: host, port: Integer(port))

equal "save with EX", redis.set("token", "first", ex: 60), "OK"
equal "read", redis.get("token"), "first"
within "TTL", redis.ttl("token"), 50..60
equal "save again", redis.set("token", "second"), "OK"
backstop "TTL of a save without expiry", redis.ttl("token")
before = redis.call("PEXPIRETIME", "token")
sleep 0.005
equal "read", redis.get("token"), "second"
within "deadline after a read", redis.call("PEXPIRETIME", "token"), (before + 5)..(before + 60_000)
equal "set if absent", redis.set("token", "third", nx: true), false
equal "read, new deadline", redis.getex("token", ex: 100), "second"
within "TTL after it", redis.ttl("token"), 90..100
bytes = (0..255).to_a.pack("C*")
redis.setex("binary", 60, bytes)
equal "every byte comes back", redis.get("binary").b, bytes

replies = redis.multi do |transaction|
  transaction.set("a", 1, ex: 60)
  transaction.incr("a")
  transaction.ttl("a")
end
equal "transaction", replies.first(2), ["OK", 2]
within "its TTL", replies[2], 50..60
outcome = redis.watch("a") do
  other.set("a", "changed by another")
  redis.multi { |transaction| transaction.set("a", "mine") }
end
equal "conflict", outcome, nil
replies = redis.pipelined do |pipe|
  1000.times { |number| pipe.set("many:#{number}", number, ex: 60) }
end
equal "pipeline", replies, ["OK"] * 1000
equal "read many", redis.mget("many:0", "none", "many:999"), ["0", nil, "999"]
equal "scan", redis.scan_each(match: "many:*", count: 100).to_a.uniq.size, 1000

script = <<~LUA
  if redis.call("get", KEYS[1]) == ARGV[1] then return redis.call("del", KEYS[1]) else return 0 end
LUA
redis.set("lock", "mine", nx: true, px: 5000)
sha = redis.script(:load, script)
equal "release by another", redis.evalsha(sha, ["lock"], ["theirs"]), 0
equal "release", redis.evalsha(sha, ["lock"], ["mine"]), 1

redis.config(:set, "notify-keyspace-events", "Ex")
expired = nil
redis.subscribe_with_timeout(10, "__keyevent@0__:expired") do |on|
  on.subscribe { other.set("session", "v", px: 30) }
  on.message do |_, key|
    expired = key
    redis.unsubscribe
  end
end
equal "expired", expired, "session"

equal "delete", redis.del("token", "a"), 2
equal "gone", [redis.get("token"), redis.ttl("token")], [nil, -2]
puts "ok #{$checks} checks"
