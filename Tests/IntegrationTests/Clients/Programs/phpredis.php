<?php
// php-redis: phpredis.php HOST PORT
declare(strict_types=1);
require __DIR__ . '/checks.php';

$redis = new Redis();
$redis->connect(host(), port());

equal('save with EX', $redis->set('token', 'first', ['ex' => 60]), true);
equal('read', $redis->get('token'), 'first');
within('TTL', $redis->ttl('token'), 50, 60);
equal('save again', $redis->set('token', 'second'), true);
backstop('TTL of a save without expiry', $redis->ttl('token'));
$before = $redis->rawCommand('PEXPIRETIME', 'token');
usleep(5000);
equal('read', $redis->get('token'), 'second');
$after = $redis->rawCommand('PEXPIRETIME', 'token');
within('deadline after a read', $after, $before + 5, $before + 60000);
equal('set if absent', $redis->set('token', 'third', ['nx', 'ex' => 60]), false);
equal('expire', $redis->expire('token', 100), true);
within('TTL after expire', $redis->ttl('token'), 90, 100);
$bytes = implode('', array_map('chr', range(0, 255)));
equal('save bytes', $redis->setex("binary\0", 60, $bytes), true);
equal('every byte comes back', $redis->get("binary\0"), $bytes);

$replies = $redis->multi()->set('a', '1')->incr('a')->ttl('a')->exec();
equal('transaction', array_slice($replies, 0, 2), [true, 2]);
backstop('its TTL', $replies[2]);
$redis->watch('a');
$other = new Redis();
$other->connect(host(), port());
$other->set('a', 'changed by another');
equal('conflict', $redis->multi()->set('a', 'mine')->exec(), false);
$pipe = $redis->pipeline();
foreach (range(1, 1000) as $number) {
    $pipe->set("many:$number", "$number", 60);
}
equal('pipeline', $pipe->exec(), array_fill(0, 1000, true));
equal('read many', $redis->mGet(['many:1', 'none', 'many:1000']), ['1', false, '1000']);

$script = 'if redis.call("get", KEYS[1]) == ARGV[1] then '
    . 'return redis.call("del", KEYS[1]) else return 0 end';
$redis->set('lock', 'mine', ['nx', 'px' => 5000]);
equal('release by another', $redis->eval($script, ['lock', 'theirs'], 1), 0);
equal('release', $redis->eval($script, ['lock', 'mine'], 1), 1);

equal('delete', $redis->del(['token', 'a', 'none']), 2);
equal('gone', [$redis->get('token'), $redis->ttl('token')], [false, -2]);
$redis->setOption(Redis::OPT_SCAN, Redis::SCAN_RETRY);
$cursor = null;
$seen = 0;
while ($keys = $redis->scan($cursor, 'many:*', 100)) {
    $seen += count($keys);
}
equal('scan', $seen, 1000);
done();
