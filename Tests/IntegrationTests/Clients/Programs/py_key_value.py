"""py-key-value's RedisStore: py_key_value.py HOST PORT"""

import asyncio

import redis
from checks import Checks, address
from key_value.aio.stores.redis import RedisStore

check = Checks()
YEAR = 365 * 86_400
TOKEN = {"access_token": "a", "refresh_token": "r", "expires_at": 4_102_444_800.5}


async def main():
    host, port = address()
    plain = redis.Redis(host, port, decode_responses=True)
    async with RedisStore(host=host, port=port) as store:
        await store.put("alice", TOKEN, collection="tokens", ttl=60)
        check.equal("read", await store.get("alice", collection="tokens"), TOKEN)
        check.within("TTL", plain.ttl("tokens::alice"), 50, 60)
        value, ttl = await store.ttl("alice", collection="tokens")
        check.equal("read with TTL", value, TOKEN)
        check.within("the store's TTL", ttl, 50, 60)
        await store.put("alice", {"refreshed": True}, collection="tokens", ttl=YEAR)
        check.within("TTL of a year", plain.ttl("tokens::alice"), YEAR - 9, YEAR)
        await store.put("client", {"client_id": "c"}, collection="clients")
        check.backstop("TTL without expiry", plain.ttl("clients::client"))

        names = [f"user:{number}" for number in range(3000)]
        await store.put_many(names, [TOKEN] * len(names), collection="many", ttl=60)
        found = await store.get_many(names + ["none"], collection="many")
        check.equal("read many", found, [TOKEN] * len(names) + [None])
        check.within("their TTL", plain.ttl("many::user:2999"), 40, 60)
        await store.put_many(["a", "b"], [TOKEN] * 2, collection="clients")
        check.backstop("TTL of many without expiry", plain.ttl("clients::b"))
        # One SCAN with a COUNT of ten thousand, whose cursor it drops.
        check.equal("keys", sorted(await store.keys("many", limit=10_000)), sorted(names))

        check.equal("delete", await store.delete("alice", collection="tokens"), True)
        check.equal("gone", await store.get("alice", collection="tokens"), None)
        check.equal("delete many", await store.delete_many(names, collection="many"), 3000)
        check.equal("destroy", await store.destroy(), True)
        check.equal("nothing left", plain.dbsize(), 0)
    check.done()


asyncio.run(main())
