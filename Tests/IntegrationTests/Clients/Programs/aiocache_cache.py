"""aiocache: aiocache_cache.py HOST PORT"""

import asyncio

import redis
from aiocache import RedisCache
from aiocache.lock import OptimisticLock, OptimisticLockError, RedLock
from aiocache.serializers import JsonSerializer
from checks import Checks, address

check = Checks()
TOKEN = {"access_token": "a", "expires_in": 60, "refresh_token": "r"}  # RFC 6749


async def main():
    host, port = address()
    plain = redis.Redis(host, port, decode_responses=True)
    cache = RedisCache(
        endpoint=host, port=port, namespace="app", serializer=JsonSerializer(), timeout=20
    )
    check.equal("save with a TTL", await cache.set("token", TOKEN, ttl=60), True)
    check.equal("read", await cache.get("token"), TOKEN)
    check.within("TTL", plain.ttl("app:token"), 50, 60)
    await cache.multi_set([("one", 1), ("two", 2)], ttl=60)
    check.equal("read many", await cache.multi_get(["one", "two", "none"]), [1, 2, None])
    check.within("their TTL", plain.ttl("app:two"), 50, 60)
    check.equal("save without a TTL", await cache.set("client", TOKEN), True)
    check.backstop("its TTL", plain.ttl("app:client"))
    check.equal("expire", await cache.expire("client", 100), True)
    check.within("TTL", plain.ttl("app:client"), 90, 100)
    async with RedLock(cache, "token", lease=5):
        check.within("lease of the lock", plain.ttl("app:token-lock"), 1, 5)
    check.equal("lock released", plain.exists("app:token-lock"), 0)
    async with OptimisticLock(cache, "token") as lock:
        await lock.cas({"refreshed": True}, ttl=60)
    check.equal("compare and set", await cache.get("token"), {"refreshed": True})
    try:
        async with OptimisticLock(cache, "token") as lock:
            await cache.set("token", "changed by another", ttl=60)
            await lock.cas("mine")
    except OptimisticLockError:
        check.equal("conflict", await cache.get("token"), "changed by another")
    check.equal("delete", await cache.delete("token"), 1)
    check.equal("gone", await cache.get("token"), None)
    await cache.close()
    check.equal("checks up to here", check.count, 15)
    check.done()


asyncio.run(main())
