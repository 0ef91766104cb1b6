# Perl's Redis: redis_perl.pl HOST PORT
use strict;
use warnings;
use Redis;
use Time::HiRes qw(sleep);

my ($host, $port) = @ARGV;
my $checks = 0;

sub check {
  my ($what, $is_right, $seen, $expected) = @_;
  $seen //= 'nothing';
  die "$what: expected $expected, saw $seen\n" unless $is_right;
  $checks += 1;
}

sub equal {
  my ($what, $seen, $expected) = @_;
  check($what, defined $seen && $seen eq $expected, $seen, $expected);
}

sub absent { my ($what, $seen) = @_; check($what, !defined $seen, $seen, 'nothing') }

sub within {
  my ($what, $seen, $low, $high) = @_;
  check($what, $low <= $seen && $seen <= $high, $seen, "$low to $high");
}

# A lifetime that nobody asked for: default-ttl, never -1.
sub backstop { my ($what, $ttl) = @_; within($what, $ttl, 86_391, 86_400) }

my $redis = Redis->new(server => "$host:$port", name => 'tokens');
my $other = Redis->new(server => "$host:$port");

equal('save with EX', $redis->set('token', 'first', 'EX', 60), 'OK');
equal('read', $redis->get('token'), 'first');
within('TTL', $redis->ttl('token'), 50, 60);
equal('save again', $redis->set('token', 'second'), 'OK');
backstop('TTL of a save without expiry', $redis->ttl('token'));
my $before = $redis->pexpiretime('token');
sleep 0.005;
equal('read', $redis->get('token'), 'second');
within('deadline after a read', $redis->pexpiretime('token'), $before + 5, $before + 60_000);
absent('set if absent', $redis->set('token', 'third', 'NX'));
my $bytes = pack 'C*', 0 .. 255;
$redis->setex('binary', 60, $bytes);
equal('every byte comes back', $redis->get('binary'), $bytes);

$redis->multi;
equal('queued', $redis->set('a', 1, 'EX', 60), 'QUEUED');
$redis->incr('a');
$redis->ttl('a');
my @replies = $redis->exec;
equal('transaction', "@replies[0, 1]", 'OK 2');
within('its TTL', $replies[2], 50, 60);
$redis->watch('a');
$other->set('a', 'changed by another');
$redis->multi;
$redis->set('a', 'mine');
absent('conflict', scalar $redis->exec);

my $saved = 0;
$redis->set("many:$_", $_, 'EX', 60, sub { $saved += 1 if $_[0] eq 'OK' }) for 1 .. 1000;
$redis->wait_all_responses;
equal('pipeline', $saved, 1000);
my @many = $redis->mget('many:1', 'none', 'many:1000');
equal('read many', "$many[0] $many[2]", '1 1000');

my $script = 'if redis.call("get",KEYS[1]) == ARGV[1] then '
  . 'return redis.call("del",KEYS[1]) else return 0 end';
$redis->set('lock', 'mine', 'NX', 'PX', 5000);
equal('release by another', $redis->eval($script, 1, 'lock', 'theirs'), 0);
equal('release', $redis->eval($script, 1, 'lock', 'mine'), 1);

my $refused = !eval { $redis->hset('token', 'field', 'value'); 1 };
check('an unknown command', $refused && $@ =~ /ERR unknown command/, $@, 'Redis\' error');
equal('delete', $redis->del('token', 'a', 'none'), 2);
absent('gone', $redis->get('token'));
equal('TTL of nothing', $redis->ttl('token'), -2);
$redis->quit;
print "ok $checks checks\n";
