"""coredis: coredis_client.py HOST PORT"""

import asyncio

import coredis
from checks import TICK, Checks, address

check = Checks()


async def main():
    host, port = address()
    async with coredis.Redis(host=host, port=port, decode_responses=True) as r:
        check.equal("save with EX", await r.set("token", "first", ex=60), True)
        check.equal("read", await r.get("token"), "first")
        check.within("TTL", await r.ttl("token"), 50, 60)
        check.equal("read with a new deadline", await r.getex("token", ex=100), "first")
        check.within("TTL after it", await r.ttl("token"), 90, 100)
        check.equal("save again", await r.set("token", "second"), True)
        check.backstop("TTL of a save without expiry", await r.ttl("token"))
        deadline = await r.pexpiretime("token")
        await asyncio.sleep(TICK)
        check.equal("read", await r.get("token"), "second")
        moved = await r.pexpiretime("token")
        check.equal("the backstop after a read", moved > deadline, True)
        async with r.pipeline(transaction=True) as pipe:
            replies = [pipe.set("a", "1", ex=60), pipe.incr("a"), pipe.ttl("a")]
        check.equal("transaction", (await replies[0], await replies[1]), (True, 2))
        check.within("its TTL", await replies[2], 50, 60)
        seen = {key async for key in r.scan_iter("*")}
        check.equal("scan", seen, {"token", "a"})
        check.equal("delete", await r.delete(["token", "a"]), 2)
        check.equal("gone", (await r.get("token"), await r.ttl("token")), (None, -2))
    check.done()


asyncio.run(main())
