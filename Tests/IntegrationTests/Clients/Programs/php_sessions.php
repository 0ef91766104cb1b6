<?php
// PHP's sessions on php-redis, with its lock: php_sessions.php HOST PORT
declare(strict_types=1);
require __DIR__ . '/checks.php';

ini_set('session.save_handler', 'redis');
ini_set('session.save_path', 'tcp://' . host() . ':' . port());
ini_set('session.use_cookies', '0');
ini_set('session.cache_limiter', '');
ini_set('session.gc_maxlifetime', '1440');
ini_set('redis.session.locking_enabled', '1');
ini_set('redis.session.lock_expire', '10');
ini_set('redis.session.lock_retries', '2');
ini_set('redis.session.lock_wait_time', '1000');

const KEY = 'PHPREDIS_SESSION:alice';
$redis = new Redis();
$redis->connect(host(), port());

session_id('alice');
equal('start', session_start(), true);
$_SESSION['user'] = 'alice';
$locked = $redis->get(KEY . '_LOCK');
equal('locked', is_string($locked), true);
within('TTL of the lock', $redis->ttl(KEY . '_LOCK'), 1, 10);
equal('save', session_write_close(), true);
$lock = $redis->exists(KEY . '_LOCK');
equal('lock released', $lock, 0);
within('TTL', $redis->ttl(KEY), 1430, 1440);

$_SESSION = [];
equal('start again', session_start(), true);
equal('read', $_SESSION, ['user' => 'alice']);
session_write_close();

$redis->set(KEY . '_LOCK', 'held by another', ['ex' => 60]);
@session_start(); // a notice says that the lock was not to be had
$_SESSION['user'] = 'mallory';
@session_write_close();
equal('the lock of the other', $redis->get(KEY . '_LOCK'), 'held by another');
$redis->del(KEY . '_LOCK');

$_SESSION = [];
session_start();
equal('unchanged', $_SESSION, ['user' => 'alice']);
equal('destroy', session_destroy(), true);
equal('gone', $redis->exists(KEY), 0);
done();
