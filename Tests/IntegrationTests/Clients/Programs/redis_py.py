"""redis-py: redis_py.py HOST PORT PROTOCOL"""

import sys
import time

import redis
from checks import BINARY, TICK, Checks, address
from redis.cache import CacheConfig
from redis.exceptions import LockNotOwnedError

check = Checks()
host, port = address()
protocol = int(sys.argv[3])
r = redis.Redis(host, port, protocol=protocol, decode_responses=True)


def life_cycle():
    check.equal("save with EX", r.set("token", "first", ex=60), True)
    check.equal("read", r.get("token"), "first")
    check.within("TTL", r.ttl("token"), 50, 60)
    deadline = r.pexpiretime("token")
    time.sleep(TICK)
    r.get("token")
    check.equal("a named deadline after a read", r.pexpiretime("token"), deadline)
    r.set("token", "second")
    check.backstop("TTL of a save without expiry", r.ttl("token"))
    deadline = r.pexpiretime("token")
    time.sleep(TICK)
    check.equal("read", r.get("token"), "second")
    check.moved("the backstop after a read", deadline, r.pexpiretime("token"))
    check.equal("set if absent", r.set("token", "third", nx=True), None)
    check.equal("old value", r.set("token", "third", keepttl=True, get=True), "second")
    check.equal("delete", r.delete("token"), 1)
    check.equal("gone", (r.get("token"), r.ttl("token")), (None, -2))
    raw = redis.Redis(host, port, protocol=protocol)
    raw.set(b"token:\x00", BINARY, ex=60)
    check.equal("every byte comes back", raw.get(b"token:\x00"), BINARY)
    check.equal("many", r.mget("token", "none"), [None, None])


def lists_keys():
    r.mset({f"scan:{number}": number for number in range(500)})
    seen = sorted(r.scan_iter("scan:*", count=50))
    check.equal("scan", seen, sorted(f"scan:{number}" for number in range(500)))
    check.equal("delete many", r.delete(*seen), 500)


def pipelines():
    with r.pipeline() as pipe:
        replies = pipe.set("a", 1, ex=60).incr("a").ttl("a").expire("a", 5, nx=True).execute()
    check.equal("transaction", replies[:2] + replies[3:], [True, 2, False])
    check.within("its TTL", replies[2], 50, 60)
    attempts = []

    def refresh(pipe):
        attempts.append(pipe.get("a"))
        if len(attempts) == 1:
            r.set("a", "changed by another")
        pipe.multi()
        pipe.set("a", "mine", ex=60)

    check.equal("WATCH", r.transaction(refresh, "a"), [True])
    check.equal("its attempts", attempts, ["2", "changed by another"])
    with r.pipeline(transaction=False) as pipe:
        replies = pipe.get("a").incr("a").delete("a").execute(raise_on_error=False)
    check.equal("pipeline", (replies[0], replies[2]), ("mine", 1))
    check.equal("error in it", str(replies[1]), "value is not an integer or out of range")
    with r.pipeline() as pipe:
        pipe.set("gone", 1).flushdb().set("here", 1).keys("*").scan(0, count=1000).randomkey()
        replies = pipe.execute()
    check.equal(
        "pipeline with flushdb", replies, [True, True, True, ["here"], (0, ["here"]), "here"])


def locks():
    lock = r.lock("lock", timeout=10)
    check.equal("acquire", lock.acquire(blocking=False), True)
    check.within("its TTL", r.ttl("lock"), 5, 10)
    other = r.lock("lock", timeout=10)
    check.equal("taken", other.acquire(blocking=False), False)
    check.equal("extend", lock.extend(50), True)
    check.within("TTL after extend", r.ttl("lock"), 50, 60)
    check.equal("reacquire", lock.reacquire(), True)
    check.within("TTL after reacquire", r.ttl("lock"), 5, 10)
    for attempt in (lambda: other.extend(5), other.reacquire, other.release):
        other.local.token = b"not the owner's"
        check.raises("use of another's lock", LockNotOwnedError, attempt)
    lock.release()
    check.equal("released", other.acquire(blocking=False), True)
    other.release()


def expired_events():
    r.config_set("notify-keyspace-events", "Ex")
    listener = r.pubsub(ignore_subscribe_messages=True)
    listener.subscribe("__keyevent@0__:expired")
    check.eventually("listening", lambda: r.pubsub_numsub("__keyevent@0__:expired")[0][1], 1)
    r.set("session", "v", px=30)
    listener.get_message(timeout=5)  # the confirmation, ignored
    message = listener.get_message(timeout=10)
    check.equal("expired", message and message["data"], "session")
    check.equal("gone by itself", r.get("session"), None)
    listener.close()


def client_side_caching():
    cached = redis.Redis(host, port, protocol=3, decode_responses=True, cache_config=CacheConfig())
    r.set("revoked", "v", ex=60)
    check.equal("cached read", cached.get("revoked"), "v")
    check.equal("in the cache", len(cached.get_cache().collection), 1)
    check.equal("read from the cache", cached.get("revoked"), "v")
    r.delete("revoked")
    check.eventually("a revoked token in the cache", lambda: cached.get("revoked"), None)
    r.set("short", "v", px=50)
    check.equal("cached read", cached.get("short"), "v")
    check.eventually("an expired token in the cache", lambda: cached.get("short"), None)


life_cycle()
lists_keys()
pipelines()
locks()
expired_events()
if protocol == 3:
    client_side_caching()
check.done()
