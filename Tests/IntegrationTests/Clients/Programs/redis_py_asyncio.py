"""redis-py's asyncio side: redis_py_asyncio.py HOST PORT PROTOCOL"""

import asyncio
import sys

import redis.asyncio as redis
from checks import TICK, Checks, address
from redis.exceptions import LockNotOwnedError, WatchError

check = Checks()


async def life_cycle(r):
    check.equal("save with EX", await r.set("token", "first", ex=60), True)
    check.equal("read", await r.get("token"), "first")
    check.within("TTL", await r.ttl("token"), 50, 60)
    check.equal("save again", await r.set("token", "second"), True)
    check.backstop("TTL of a save without expiry", await r.ttl("token"))
    deadline = await r.pexpiretime("token")
    await asyncio.sleep(TICK)
    check.equal("read", await r.get("token"), "second")
    check.moved("the backstop after a read", deadline, await r.pexpiretime("token"))
    check.equal("take", await r.getdel("token"), "second")
    check.equal("gone", (await r.get("token"), await r.ttl("token")), (None, -2))


async def pipelines(r):
    async with r.pipeline(transaction=True) as pipe:
        replies = await pipe.set("a", 1, ex=60).incr("a").ttl("a").execute()
    check.equal("transaction", replies[:2], [True, 2])
    check.within("its TTL", replies[2], 50, 60)
    async with r.pipeline() as pipe:
        await pipe.watch("a")
        await r.set("a", "changed by another")
        pipe.multi()
        pipe.set("a", "mine")
        try:
            outcome = await pipe.execute()
        except WatchError:
            outcome = WatchError
    check.equal("conflict", outcome, WatchError)
    check.equal("untouched", await r.get("a"), "changed by another")


async def locks(r):
    lock = r.lock("lock", timeout=10)
    check.equal("acquire", await lock.acquire(blocking=False), True)
    check.equal("taken", await r.lock("lock").acquire(blocking=False), False)
    check.equal("extend", await lock.extend(50), True)
    check.within("TTL after extend", await r.ttl("lock"), 50, 60)
    check.equal("reacquire", await lock.reacquire(), True)
    await lock.release()
    check.equal("released", await r.exists("lock"), 0)
    lock.local.token = b"not the owner's"
    try:
        await lock.release()
    except LockNotOwnedError:
        check.equal("release by another", True, True)
    else:
        sys.exit("a lock that is not held was released")


async def expired_events(r):
    await r.config_set("notify-keyspace-events", "Ex")
    async with r.pubsub(ignore_subscribe_messages=True) as listener:
        await listener.psubscribe("__keyevent@*__:expired")
        check.equal("confirmation", await listener.get_message(timeout=10), None)
        await r.set("session", "v", px=30)
        message = await listener.get_message(timeout=10)
        check.equal("expired", message and message["data"], "session")


async def concurrent(r):
    names = [f"many:{number}" for number in range(90)]
    await asyncio.gather(*(r.set(name, name, ex=60) for name in names))
    check.equal("90 at once", await asyncio.gather(*(r.get(name) for name in names)), names)


async def main():
    host, port = address()
    async with redis.Redis(
        host=host, port=port, protocol=int(sys.argv[3]), decode_responses=True
    ) as r:
        for part in (life_cycle, pipelines, locks, expired_events, concurrent):
            await part(r)
    check.done()


asyncio.run(main())
