"""A script that the daemon recognises by its text, as lock libraries send it."""

UNLOCK = (
    'if redis.call("get",KEYS[1]) == ARGV[1] then return redis.call("del",KEYS[1]) '
    "else return 0 end"
)
