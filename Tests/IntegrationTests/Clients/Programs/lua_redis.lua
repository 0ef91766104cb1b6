-- lua-redis: lua_redis.lua HOST PORT
local redis = require 'redis'
local socket = require 'socket'

local host, port = arg[1], tonumber(arg[2])
local checks = 0

local function check(what, is_right, seen, expected)
  if not is_right then
    io.stderr:write(('%s: expected %s, saw %s\n'):format(what, expected, tostring(seen)))
    os.exit(1)
  end
  checks = checks + 1
end

local function equal(what, seen, expected)
  check(what, seen == expected, seen, tostring(expected))
end

local function within(what, seen, low, high)
  check(what, low <= seen and seen <= high, seen, low .. ' to ' .. high)
end

-- A lifetime that nobody asked for: default-ttl, never -1.
local function backstop(what, ttl) within(what, ttl, 86391, 86400) end

redis.commands.pexpiretime = redis.command('PEXPIRETIME')
local client = redis.connect(host, port)
local other = redis.connect(host, port)

equal('save with EX', client:set('token', 'first', 'EX', 60), true)
equal('read', client:get('token'), 'first')
within('TTL', client:ttl('token'), 50, 60)
equal('save again', client:set('token', 'second'), true)
backstop('TTL of a save without expiry', client:ttl('token'))
local before = client:pexpiretime('token')
socket.sleep(0.005)
equal('read', client:get('token'), 'second')
within('deadline after a read', client:pexpiretime('token'), before + 5, before + 60000)
equal('set if absent', client:setnx('token', 'third'), false)
equal('expire', client:expire('token', 100), true)
within('TTL after expire', client:ttl('token'), 90, 100)

local replies = client:transaction(function(transaction)
  transaction:setex('a', 60, 1)
  transaction:incr('a')
  transaction:ttl('a')
end)
equal('transaction', replies[2], 2)
within('its TTL', replies[3], 50, 60)
local attempts = 0
client:transaction({ cas = true, watch = 'a', retry = 1 }, function(transaction)
  attempts = attempts + 1
  if attempts == 1 then other:set('a', 'changed by another') end
  transaction:multi()
  transaction:set('a', 'mine')
end)
equal('retried after a conflict', attempts, 2)
equal('after the transaction', client:get('a'), 'mine')
replies = client:pipeline(function(pipe)
  for number = 1, 1000 do pipe:set('many:' .. number, number, 'EX', 60) end
end)
equal('pipeline', #replies, 1000)
local many = client:mget('many:1', 'none', 'many:1000')
equal('read many', many[1] .. many[3], '11000')

local script = [[
if redis.call("get", KEYS[1]) == ARGV[1] then return redis.call("del", KEYS[1]) else return 0 end
]]
client:set('lock', 'mine', 'NX', 'PX', 5000)
equal('release by another', client:eval(script, 1, 'lock', 'theirs'), 0)
equal('release', client:eval(script, 1, 'lock', 'mine'), 1)

equal('delete', client:del('token', 'a'), 2)
equal('gone', client:get('token'), nil)
equal('TTL of nothing', client:ttl('token'), -2)
equal('quit', client:quit(), true)
print('ok ' .. checks .. ' checks')
