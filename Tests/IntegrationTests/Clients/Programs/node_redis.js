// node-redis: node_redis.js HOST PORT
'use strict';
const assert = require('node:assert/strict');
const { setTimeout: pause } = require('node:timers/promises');
const { commandOptions, createClient, WatchError } = require('redis');

const [host, port] = process.argv.slice(2);
let checks = 0;

function equal(what, seen, expected) {
  assert.deepEqual(seen, expected, `${what}: expected ${expected}, saw ${seen}`);
  checks += 1;
}

function within(what, seen, low, high) {
  assert.ok(low <= seen && seen <= high, `${what}: expected ${low} to ${high}, saw ${seen}`);
  checks += 1;
}

// A lifetime that nobody asked for: default-ttl, never -1.
const backstop = (what, ttl) => within(what, ttl, 86391, 86400);
const deadline = (redis, key) => redis.sendCommand(['PEXPIRETIME', key]);

async function lifeCycle(redis) {
  equal('save with EX', await redis.set('token', 'first', { EX: 60 }), 'OK');
  equal('read', await redis.get('token'), 'first');
  within('TTL', await redis.ttl('token'), 50, 60);
  equal('save again', await redis.set('token', 'second'), 'OK');
  backstop('TTL of a save without expiry', await redis.ttl('token'));
  const before = await deadline(redis, 'token');
  await pause(5);
  equal('read', await redis.get('token'), 'second');
  within('deadline after a read', await deadline(redis, 'token'), before + 5, before + 60000);
  equal('set if absent', await redis.set('token', 'third', { NX: true }), null);
  equal('read, new deadline', await redis.getEx('token', { EX: 100 }), 'second');
  within('TTL after it', await redis.ttl('token'), 90, 100);
  equal('delete', await redis.del('token'), 1);
  equal('gone', [await redis.get('token'), await redis.ttl('token')], [null, -2]);
  const bytes = Buffer.from(Array.from({ length: 256 }, (_, byte) => byte));
  await redis.setEx('binary', 60, bytes);
  const options = commandOptions({ returnBuffers: true });
  equal('every byte comes back', await redis.get(options, 'binary'), bytes);
}

async function transactions(redis) {
  const replies = await redis.multi().set('a', '1', { EX: 60 }).incr('a').ttl('a').exec();
  equal('transaction', replies.slice(0, 2), ['OK', 2]);
  within('its TTL', replies[2], 50, 60);
  const conflict = redis.executeIsolated(async (isolated) => {
    await isolated.watch('a');
    await redis.set('a', 'changed by another');
    return isolated.multi().set('a', 'mine').exec();
  });
  await assert.rejects(conflict, WatchError);
  equal('untouched', await redis.get('a'), 'changed by another');
}

async function expiredEvents(redis) {
  await redis.configSet('notify-keyspace-events', 'Ex');
  const listener = redis.duplicate();
  await listener.connect();
  let hear;
  const heard = new Promise((resolve) => { hear = resolve; });
  await listener.subscribe('__keyevent@0__:expired', hear);
  await redis.set('session', 'v', { PX: 30 });
  equal('expired', await heard, 'session');
  await listener.quit();
}

async function manyAtOnce(redis) {
  const names = Array.from({ length: 1000 }, (_, number) => `many:${number}`);
  await Promise.all(names.map((name) => redis.set(name, name, { EX: 60 })));
  const values = await Promise.all(names.map((name) => redis.get(name)));
  equal('pipelined reads', values.filter((value, index) => value === names[index]).length, 1000);
  const seen = new Set();
  for await (const key of redis.scanIterator({ MATCH: 'many:*', COUNT: 100 })) seen.add(key);
  equal('scan', seen.size, 1000);
}

async function main() {
  const redis = createClient({ socket: { host, port: Number(port) } });
  redis.on('error', (error) => { throw error; });
  await redis.connect();
  for (const part of [lifeCycle, transactions, expiredEvents, manyAtOnce]) await part(redis);
  await redis.quit();
  console.log(`ok ${checks} checks`);
}

main().catch((error) => {
  console.error(error);
  process.exit(1);
});
