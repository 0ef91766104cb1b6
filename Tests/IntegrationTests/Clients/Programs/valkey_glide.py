"""valkey-glide: valkey_glide.py HOST PORT"""

import asyncio

from checks import BINARY, TICK, Checks, address
from glide import (
    Batch,
    ConditionalChange,
    ExpirySet,
    ExpiryType,
    GlideClient,
    GlideClientConfiguration,
    NodeAddress,
)

check = Checks()


async def main():
    host, port = address()
    r = await GlideClient.create(GlideClientConfiguration([NodeAddress(host, port)]))
    check.equal("save", await r.set("token", BINARY, expiry=ExpirySet(ExpiryType.SEC, 60)), "OK")
    check.equal("read", await r.get("token"), BINARY)
    check.within("TTL", await r.ttl("token"), 50, 60)
    refused = await r.set("token", "x", conditional_set=ConditionalChange.ONLY_IF_DOES_NOT_EXIST)
    check.equal("set if absent", refused, None)
    check.equal("save again", await r.set("token", "second"), "OK")
    check.backstop("TTL of a save without expiry", await r.ttl("token"))
    deadline = await r.pexpiretime("token")
    await asyncio.sleep(TICK)
    check.equal("read", await r.get("token"), b"second")
    check.moved("the backstop after a read", deadline, await r.pexpiretime("token"))
    batch = Batch(is_atomic=True).set("a", "1").incr("a").ttl("a")
    replies = await r.exec(batch, raise_on_error=True)
    check.equal("transaction", replies[:2], ["OK", 2])
    check.backstop("its TTL", replies[2])
    check.equal("delete", await r.delete(["token", "a"]), 2)
    check.equal("gone", (await r.get("token"), await r.ttl("token")), (None, -2))
    await r.close()
    check.done()


asyncio.run(main())
