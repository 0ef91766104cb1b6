"""valkey-py: valkey_py.py HOST PORT"""

import time

import valkey
from checks import BINARY, TICK, Checks, address

check = Checks()
host, port = address()
r = valkey.Valkey(host, port)

check.equal("save with EX", r.set("token", BINARY, ex=60), True)
check.equal("read", r.get("token"), BINARY)
check.within("TTL", r.ttl("token"), 50, 60)
check.equal("save again", r.set("token", "second"), True)
check.backstop("TTL of a save without expiry", r.ttl("token"))
deadline = r.pexpiretime("token")
time.sleep(TICK)
check.equal("read", r.get("token"), b"second")
check.moved("the backstop after a read", deadline, r.pexpiretime("token"))
with r.pipeline() as pipe:
    replies = pipe.setex("a", 60, "1").incr("a").ttl("a").execute()
check.equal("transaction", replies[:2], [True, 2])
lock = r.lock("lock", timeout=10)
check.equal("acquire", lock.acquire(), True)
check.equal("extend", lock.extend(50), True)
check.within("TTL after extend", r.ttl("lock"), 50, 60)
lock.release()
check.equal("released", r.exists("lock"), 0)
check.equal("delete", r.delete("token", "a"), 2)
check.equal("gone", (r.get("token"), r.ttl("token")), (None, -2))
check.done()
