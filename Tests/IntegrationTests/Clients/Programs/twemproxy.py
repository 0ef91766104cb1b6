"""redis-py through twemproxy: twemproxy.py HOST PORT

The proxy hangs up on HELLO and CLIENT, so the client's handshake is turned off.
"""

import redis
from checks import Checks, address

check = Checks()
host, port = address()
r = redis.Redis(host, port, protocol=2, driver_info=None, decode_responses=True)
names = [f"token:{number}" for number in range(200)]

with r.pipeline(transaction=False) as pipe:
    for name in names:
        pipe.set(name, name, ex=60)
    check.equal("pipelined saves", pipe.execute(), [True] * len(names))
check.equal("read from both", r.mget(names + ["none"]), names + [None])
check.within("TTL", r.ttl("token:0"), 50, 60)
r.set("client", "c")
check.backstop("TTL of a save without expiry", r.ttl("client"))
script = """
if redis.call("get", KEYS[1]) == ARGV[1] then return redis.call("del", KEYS[1]) else return 0 end
"""
r.set("lock", "mine", nx=True, px=5000)
check.equal("release by another", r.eval(script, 1, "lock", "theirs"), 0)
check.equal("release", r.eval(script, 1, "lock", "mine"), 1)
check.equal("delete from both", r.delete(*names[:100]), 100)
check.equal("gone", (r.get("token:0"), r.ttl("token:0")), (None, -2))
check.done()
