"""cachelib, which Flask-Caching and Flask-Session stand on: cachelib_cache.py HOST PORT"""

import redis
from cachelib import RedisCache
from checks import Checks, address

check = Checks()
host, port = address()
plain = redis.Redis(host, port)
cache = RedisCache(host, port, key_prefix="app:", default_timeout=300)

check.equal("save", cache.set("token", {"user": "alice"}, timeout=60), True)
check.equal("read", cache.get("token"), {"user": "alice"})
check.within("TTL", plain.ttl("app:token"), 50, 60)
check.equal("add to what is there", cache.add("token", "x"), False)
check.equal("save with the default", bool(cache.set("other", 1)), True)
check.within("its TTL", plain.ttl("app:other"), 290, 300)
check.equal("save without expiry", bool(cache.set("client", "c", timeout=0)), True)
check.backstop("its TTL", plain.ttl("app:client"))
check.equal("increment", cache.inc("counter"), 1)
check.backstop("TTL of a counter", plain.ttl("app:counter"))
check.equal("save many", sorted(cache.set_many({"a": 1, "b": 2}, timeout=60)), ["a", "b"])
check.equal("read many", cache.get_many("a", "b", "none"), [1, 2, None])
check.equal("delete", bool(cache.delete("token")), True)
check.equal("gone", cache.get("token"), None)
check.equal("clear", bool(cache.clear()), True)
check.equal("nothing left", plain.dbsize(), 0)
check.done()
