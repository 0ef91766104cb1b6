#!/usr/bin/env bash
# The first hour of an operator: operator.sh before|booted
set -u
# shellcheck source=steps.sh
. /srv/steps.sh
checkout=/srv/tokencached
file=/etc/tokencached/tokencached.conf
# The program that answers, which is "(deleted)" when it is the one from before.
# shellcheck disable=SC2016 # the step's own shell expands it
serving='readlink /proc/$(systemctl show -p MainPID --value tokencached)/exe'
if [ -x /srv/daemon ]; then export TOKENCACHED=/srv/daemon; fi

# While there is a network: packages, and the build.
before() {
  step "apt-get -qq update && apt-get -qq install -y --no-install-recommends systemd-sysv dbus >/dev/null"
  step "apt-get -qq install -y --no-install-recommends redis-tools sqlite3 man-db python3-minimal binutils >/dev/null"
  # Debian's redis.conf without its service; redis-tools has brought the program.
  step "cd /tmp && apt-get -qq download redis-server && dpkg -x redis-server_*.deb redis && cp redis/etc/redis/redis.conf /srv/"
  step "useradd --create-home --shell /bin/bash olga"
  step "runuser -u olga -- bash -lc 'cd $checkout && scripts/install'"
  # sudo resets PATH, and what is built stays the builder's.
  if [ -d "$checkout/.build/release" ]; then
    chown -R olga: $checkout
    echo 'olga ALL=(ALL) NOPASSWD: ALL' >/etc/sudoers.d/olga
    step "runuser -u olga -- sudo $checkout/scripts/install --prefix /opt/sudo; find $checkout ! -user olga | wc -l; /opt/sudo/bin/tokencached --version"
    rm /etc/sudoers.d/olga
  fi
  step "cd $checkout && scripts/install --prefix /opt/trial >/dev/null && ls /opt/trial/bin && scripts/install --prefix /opt/trial --uninstall"
  step "cd $checkout && DESTDIR=/tmp/package scripts/install && find /tmp/package -type f -printf '%m %p\n' | grep -v /doc/"
}

booted() {
  install_service
  reload_and_restart
  refused_requests
  failing_start
  backup_and_restore
  settings_and_users
  without_service
  move_over
  lent_user
  step "cd $checkout && scripts/install --uninstall"
  step "systemctl status tokencached; ls /etc/tokencached"
}

install_service() {
  step "cd $checkout && scripts/install"
  step "systemctl enable --now tokencached 2>&1; systemctl --no-pager status tokencached | head -n 12"
  step "redis-cli SET oauth:access_token:alice first; redis-cli TTL oauth:access_token:alice"
  step "journalctl -b -u tokencached -o cat --no-pager | grep -ci priority"
  # shellcheck disable=SC2016 # the step's own shell expands it
  step 'for t in /proc/$(systemctl show -p MainPID --value tokencached)/task/*; do awk "{print \$2, \"nice\", \$19}" $t/stat; done | sort | uniq -c'
  step "cd $checkout && scripts/install 2>&1 | tail -n 2; $serving"
  step "cd $checkout && scripts/install --restart 2>&1 | tail -n 2; $serving"
  step "man -P cat tokencached | head -n 12"
  step "ls -l /usr/local/bin; ls -l /etc/tokencached"
}

reload_and_restart() {
  step "sed -i 's/^default-ttl .*/default-ttl 12h/' $file && systemctl reload tokencached; systemctl show -p StatusText,SubState tokencached; redis-cli CONFIG GET default-ttl"
  step "sed -i 's/^default-ttl/default-tll/' $file && systemctl reload tokencached"
  step "journalctl -u tokencached -o cat --no-pager | tail -n 4; redis-cli PING"
  step "systemctl kill -s HUP tokencached; sleep 1; systemctl show -p StatusText tokencached"
  step "systemctl reload tokencached && systemctl restart tokencached; systemctl is-active tokencached"
  step "cd $checkout && scripts/install --restart 2>&1 | tail -n 3"
  step "sed -i 's/^default-tll/default-ttl/' $file && systemctl reload tokencached; systemctl show -p StatusText tokencached"
  step "redis-cli SHUTDOWN; sleep 3; redis-cli PING; systemctl show -p NRestarts tokencached"
}

# count_refused SECONDS: requests of redis-cli, one after the other, that found nobody, and those whose
# connection was there already when the daemon went.
count_refused() {
  local asked=0 refused=0 cut=0 end=$((SECONDS + $1)) answer
  while [ "$SECONDS" -lt "$end" ]; do
    asked=$((asked + 1))
    answer=$(redis-cli PING 2>&1)
    case $answer in
      PONG) ;;
      *refused*) refused=$((refused + 1)) ;;
      *) cut=$((cut + 1)) ;;
    esac
    sleep 0.02
  done
  echo "$asked asked, $refused refused, $cut cut off"
}

refused_requests() {
  local how
  for how in "without the socket unit" "with the socket unit"; do
    if [ "$how" = "with the socket unit" ]; then
      step "systemctl start tokencached.socket"
      step "systemctl stop tokencached && systemctl enable --now tokencached.socket tokencached"
    fi
    echo
    echo "a restart and a kill -9, $how:"
    (sleep 1; systemctl restart tokencached; sleep 2; systemctl kill -s KILL tokencached) &
    count_refused 8
    wait
  done
  # A start that is refused, while a client waits at the socket.
  step "sed -i 's/^default-ttl/default-tll/' $file; systemctl stop tokencached; timeout 5 redis-cli PING; systemctl is-active tokencached.socket tokencached; systemctl show -p StatusText tokencached"
  step "sed -i 's/^default-tll/default-ttl/' $file; systemctl reset-failed tokencached.socket tokencached; systemctl start tokencached.socket tokencached; redis-cli PING"
}

failing_start() {
  step "systemctl disable --now tokencached.socket 2>&1; systemctl stop tokencached"
  python3 -c '
import socket, time
s = socket.socket(); s.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
s.bind(("127.0.0.1", 6379)); s.listen(); time.sleep(600)' &
  local holder=$!
  sleep 0.5
  step "ls /var/lib/tokencached; systemctl start tokencached"
  step "sleep 3; systemctl --no-pager status tokencached | head -n 9"
  step "sleep 45; systemctl --no-pager status tokencached | tail -n 20"
  step "mkdir /tmp/unused; tokencached --dir /tmp/unused; ls -A /tmp/unused"
  kill "$holder"
  step "systemctl reset-failed tokencached; systemctl start tokencached; systemctl is-active tokencached; redis-cli PING"
}

backup_and_restore() {
  step "redis-cli SET oauth:access_token:bob kept; tokencached-backup /root/tokens.db"
  step "redis-cli SET oauth:access_token:bob changed; tokencached-restore /root/tokens.db; redis-cli GET oauth:access_token:bob"
  step "ls -ln /var/lib/tokencached /var/lib/tokencached/before-restore-*"
  step "echo garbage >/root/bad.db; tokencached-restore /root/bad.db; redis-cli PING"
  step "systemctl stop tokencached; cp /root/bad.db /var/lib/tokencached/tokens.db; systemctl start tokencached; sleep 50; systemctl show -p ActiveState,StatusText tokencached"
  step "tokencached-restore /root/tokens.db; redis-cli GET oauth:access_token:bob"
}

settings_and_users() {
  step "redis-cli CONFIG SET default-ttl 6h; redis-cli CONFIG REWRITE"
  step "sed -i 's|^aclfile .*|aclfile /var/lib/tokencached/users.acl|' $file; install -m 0600 -o tokencached -g tokencached /dev/null /var/lib/tokencached/users.acl; systemctl restart tokencached; redis-cli ACL SETUSER app on '>secret' '~a:*' +@all; redis-cli ACL SAVE; cat /var/lib/tokencached/users.acl"
  step "redis-cli CONFIG SET loglevel debug; redis-cli PING; sleep 0.2; journalctl -u tokencached -o cat --no-pager | tail -n 4"
  step "redis-cli INFO memory | grep -E '^used_memory(_rss)?:'; grep VmRSS /proc/\$(systemctl show -p MainPID --value tokencached)/status"
  step "for c in 'DUMP k' 'RESTORE k 0 v' 'MIGRATE h 1 k 0 1' SYNC 'REPLICAOF h 1'; do redis-cli \$c; done"
}

# The program by itself: what it says of settings, addresses and files.
without_service() {
  step "time tokencached --check-config $file --dir /tmp"
  step "tokencached --check-config /srv/redis.conf --dir /tmp"
  step "tokencached --check-config --maxmemroy 1gb"
  step "tokencached --maxmemory lots"
  step "tokencached --check-config /nowhere.conf"
  step "mkdir /tmp/settings && cd /tmp/settings && printf 'port 6391\nbind ::1\n' >t.conf && echo shipped >t.conf.new"
  (cd /tmp/settings && exec tokencached t.conf --dir /tmp/settings) 2>&1 &
  local daemon=$!
  step "sleep 1; redis-cli -h ::1 -p 6391 CONFIG SET default-ttl 3h; redis-cli -h ::1 -p 6391 CONFIG REWRITE; head /tmp/settings/t.conf*"
  kill "$daemon"
  wait "$daemon"
  step "bash -c '. /usr/local/share/bash-completion/completions/tokencached; complete -p tokencached'"
  step "strings -a /usr/local/bin/tokencached | grep -c $checkout"
}

# From a Redis, by the commands of the page "Operating".
move_over() {
  mkdir /tmp/source
  (cd /tmp/source && exec -a redis-server redis-check-rdb --port 6390 --save '') >/dev/null 2>&1 &
  local source=$!
  step "sleep 1; redis-cli -p 6390 SET oauth:moved:plain a; redis-cli -p 6390 SET oauth:moved:dated b EX 1000; redis-cli -p 6390 RPUSH moved:list x"
  step "redis-cli -p 6390 CONFIG SET appendonly yes; redis-cli -p 6390 CONFIG SET aof-use-rdb-preamble no; sleep 1; redis-cli -p 6390 BGREWRITEAOF; sleep 2; redis-cli -p 6390 INFO persistence | grep aof_rewrite_in_progress"
  step "cat /tmp/source/appendonlydir/*.aof | redis-cli --pipe; redis-cli MGET oauth:moved:plain oauth:moved:dated; redis-cli TTL oauth:moved:plain; redis-cli TTL oauth:moved:dated"
  kill "$source"
  wait "$source"
}

# Where nobody has made the user, systemd lends one for each run.
lent_user() {
  step "systemctl stop tokencached; userdel tokencached; chmod 0644 $file; sed -i 's|^aclfile .*|aclfile \"\"|' $file; systemctl start tokencached; systemctl is-active tokencached; redis-cli DBSIZE; ls -ld /var/lib/tokencached /var/lib/private/tokencached"
  step "redis-cli SET oauth:access_token:bob kept; tokencached-backup /root/lent.db; redis-cli SET oauth:access_token:bob changed; tokencached-restore /root/lent.db; redis-cli GET oauth:access_token:bob"
  step "ls -ln /var/lib/private/tokencached"
}

case $1 in
  before) before ;;
  booted) booted ;;
esac
