#!/usr/bin/env bash
# The first hour of an operator: operator.sh before|booted
set -u
# shellcheck source=steps.sh
. /srv/steps.sh
checkout=/srv/tokencached
file=/etc/tokencached/tokencached.conf
if [ -x /srv/daemon ]; then export TOKENCACHED=/srv/daemon; fi

# While there is a network: packages, and the build.
before() {
  step "apt-get -qq update && apt-get -qq install -y --no-install-recommends systemd-sysv dbus >/dev/null"
  step "apt-get -qq install -y --no-install-recommends redis-tools sqlite3 man-db python3-minimal binutils >/dev/null"
  step "useradd --create-home --shell /bin/bash olga"
  step "runuser -u olga -- bash -lc 'cd $checkout && scripts/install'"
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
  step "cd $checkout && scripts/install 2>&1 | tail -n 2"
  step "cd $checkout && scripts/install --restart 2>&1 | tail -n 2"
  step "man -P cat tokencached | head -n 12"
  step "ls -l /usr/local/bin; ls -l /etc/tokencached"
}

reload_and_restart() {
  step "sed -i 's/^default-ttl .*/default-ttl 12h/' $file && systemctl reload tokencached; systemctl show -p StatusText,SubState tokencached; redis-cli CONFIG GET default-ttl"
  step "sed -i 's/^default-ttl/default-tll/' $file && systemctl reload tokencached"
  step "journalctl -u tokencached -o cat --no-pager | tail -n 4; redis-cli PING"
  step "systemctl reload tokencached && systemctl restart tokencached; systemctl is-active tokencached"
  step "cd $checkout && scripts/install --restart 2>&1 | tail -n 3"
  step "sed -i 's/^default-tll/default-ttl/' $file && systemctl reload tokencached; systemctl show -p StatusText tokencached"
  step "redis-cli SHUTDOWN; sleep 3; redis-cli PING; systemctl show -p NRestarts tokencached"
}

# count_refused SECONDS: requests of redis-cli, one after the other, that got no answer.
count_refused() {
  local asked=0 refused=0 end=$((SECONDS + $1))
  while [ "$SECONDS" -lt "$end" ]; do
    asked=$((asked + 1))
    [ "$(redis-cli PING 2>/dev/null)" = PONG ] || refused=$((refused + 1))
    sleep 0.02
  done
  echo "$asked asked, $refused refused"
}

refused_requests() {
  local how
  for how in "without the socket unit" "with the socket unit"; do
    if [ "$how" = "with the socket unit" ]; then
      step "systemctl stop tokencached && systemctl enable --now tokencached.socket && systemctl start tokencached"
    fi
    echo
    echo "a restart and a kill -9, $how:"
    (sleep 1; systemctl restart tokencached; sleep 2; systemctl kill -s KILL tokencached) &
    count_refused 8
    wait
  done
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
  kill "$holder"
  step "sleep 4; systemctl is-active tokencached; redis-cli PING"
}

backup_and_restore() {
  step "redis-cli SET oauth:access_token:bob kept; tokencached-backup /root/tokens.db"
  step "redis-cli SET oauth:access_token:bob changed; tokencached-restore /root/tokens.db; redis-cli GET oauth:access_token:bob"
  step "ls -ln /var/lib/tokencached /var/lib/tokencached/before-restore-*"
  step "echo garbage >/root/bad.db; tokencached-restore /root/bad.db; redis-cli PING"
}

settings_and_users() {
  step "redis-cli CONFIG SET default-ttl 6h; redis-cli CONFIG REWRITE"
  step "sed -i 's|^aclfile .*|aclfile /var/lib/tokencached/users.acl|' $file; touch /var/lib/tokencached/users.acl; chown --reference=/var/lib/tokencached /var/lib/tokencached/users.acl; systemctl restart tokencached; redis-cli ACL SETUSER app on '>secret' '~a:*' +@all; redis-cli ACL SAVE; cat /var/lib/tokencached/users.acl"
  if [ -f /srv/redis.conf ]; then step "tokencached --check-config /srv/redis.conf --dir /tmp"; fi
}

case $1 in
  before) before ;;
  booted) booted ;;
esac
