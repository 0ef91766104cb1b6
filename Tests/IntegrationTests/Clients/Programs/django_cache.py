"""Django's caches and sessions, on django-redis and on Django's own backend:
django_cache.py HOST PORT"""

import django
import redis
from checks import Checks, address
from django.conf import settings

check = Checks()
host, port = address()
LOCATION = f"redis://{host}:{port}"
settings.configure(
    CACHES={
        "default": {"BACKEND": "django_redis.cache.RedisCache", "LOCATION": f"{LOCATION}/1"},
        "own": {
            "BACKEND": "django.core.cache.backends.redis.RedisCache",
            "LOCATION": f"{LOCATION}/2",
        },
    },
    SESSION_ENGINE="django.contrib.sessions.backends.cache",
)
django.setup()

from django.contrib.sessions.backends.cache import SessionStore  # noqa: E402
from django.core.cache import caches  # noqa: E402

TOKEN = {"access_token": "a", "expires_in": 60}


def life_cycle(cache, plain):
    cache.set("token", TOKEN, timeout=60)
    check.equal("read", cache.get("token"), TOKEN)
    check.within("TTL", plain.ttl(":1:token"), 50, 60)
    check.equal("add to what is there", cache.add("token", "x"), False)
    check.equal("touch", cache.touch("token", 100), True)
    check.within("TTL after touch", plain.ttl(":1:token"), 90, 100)
    cache.set("client", "c", timeout=None)
    check.backstop("TTL without a timeout", plain.ttl(":1:client"))
    check.equal("set many", cache.set_many({"one": 1, "two": 2}, timeout=60) or [], [])
    check.equal("get many", cache.get_many(["one", "two", "no"]), {"one": 1, "two": 2})
    check.within("their TTL", plain.ttl(":1:two"), 50, 60)
    check.equal("increment", cache.incr("one", 4), 5)
    check.within("its TTL afterwards", plain.ttl(":1:one"), 50, 60)
    check.equal("delete", cache.delete("token"), True)
    check.equal("gone", cache.get("token"), None)


def beyond_django(cache, plain):
    check.within("ttl()", cache.ttl("two"), 50, 60)
    check.equal("persist()", cache.persist("two"), True)
    check.backstop("TTL after persist()", plain.ttl(":1:two"))
    with cache.lock("refresh", timeout=10):
        check.within("TTL of a lock", plain.ttl(":1:refresh"), 5, 10)
    check.equal("lock released", plain.exists(":1:refresh"), 0)
    check.equal("delete by pattern", cache.delete_pattern("*o*"), 2)


def sessions(plain):
    session = SessionStore()
    session["user"] = "alice"
    session.set_expiry(60)
    session.save()
    key = plain.keys(":1:django.contrib.sessions.cache*")[0]
    check.within("TTL of a session", plain.ttl(key), 50, 60)
    check.equal("session", SessionStore(session.session_key)["user"], "alice")
    session.flush()
    check.equal("session deleted", plain.exists(key), 0)


for name, database in (("default", 1), ("own", 2)):
    life_cycle(caches[name], redis.Redis(host, port, db=database))
beyond_django(caches["default"], redis.Redis(host, port, db=1))
sessions(redis.Redis(host, port, db=1))
check.done()
