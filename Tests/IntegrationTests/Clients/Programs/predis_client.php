<?php
// Predis: predis_client.php HOST PORT
declare(strict_types=1);
require __DIR__ . '/checks.php';
require 'Predis/Autoloader.php';
Predis\Autoloader::register();

$redis = new Predis\Client(['host' => host(), 'port' => port()]);

equal('save with EX', (string) $redis->set('token', 'first', 'EX', 60), 'OK');
equal('read', $redis->get('token'), 'first');
within('TTL', $redis->ttl('token'), 50, 60);
equal('save again', (string) $redis->set('token', 'second'), 'OK');
backstop('TTL of a save without expiry', $redis->ttl('token'));
$before = $redis->executeRaw(['PEXPIRETIME', 'token']);
usleep(5000);
equal('read', $redis->get('token'), 'second');
$after = $redis->executeRaw(['PEXPIRETIME', 'token']);
within('deadline after a read', $after, $before + 5, $before + 60000);
equal('set if absent', $redis->set('token', 'third', 'NX'), null);
equal('old value', $redis->getset('token', 'third'), 'second');

$replies = $redis->pipeline(function ($pipe) {
    foreach (range(1, 1000) as $number) {
        $pipe->setex("many:$number", 60, "$number");
    }
});
equal('pipeline', count(array_filter($replies, fn ($reply) => $reply == 'OK')), 1000);
equal('read many', $redis->mget('many:1', 'none', 'many:1000'), ['1', null, '1000']);
$keys = iterator_to_array(new Predis\Collection\Iterator\Keyspace($redis, 'many:*', 100));
equal('scan', count(array_unique($keys)), 1000);

$attempts = 0;
$options = ['cas' => true, 'watch' => 'token', 'retry' => 1];
$replies = $redis->transaction($options, function ($transaction) use (&$attempts) {
    $value = $transaction->get('token');
    $attempts += 1;
    if ($attempts === 1) {
        $other = new Predis\Client(['host' => host(), 'port' => port()]);
        $other->set('token', 'changed by another');
    }
    $transaction->multi();
    $transaction->setex('token', 60, "$value, then by me");
    $transaction->ttl('token');
});
equal('retried after a conflict', $attempts, 2);
within('TTL in a transaction', $replies[1], 50, 60);
equal('after the transaction', $redis->get('token'), 'changed by another, then by me');

$script = <<<LUA
    if redis.call('get', KEYS[1]) == ARGV[1] then
        return redis.call('del', KEYS[1])
    end
    return 0
    LUA;
$redis->set('lock', 'mine', 'PX', 5000, 'NX');
try {
    equal('release by another', $redis->eval($script, 1, 'lock', 'theirs'), 0);
    equal('release', $redis->eval($script, 1, 'lock', 'mine'), 1);
} catch (Predis\Response\ServerException $error) {
    check('script', false, $error->getMessage(), 'an answer');
}

equal('delete', $redis->del('token'), 1);
equal('gone', [$redis->get('token'), $redis->ttl('token')], [null, -2]);
done();
