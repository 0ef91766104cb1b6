#!/usr/bin/env bash
# The first hour of somebody who has the checkout and a Swift toolchain: newcomer.sh first|install|rest
set -u
# shellcheck source=steps.sh
. /srv/steps.sh
port=$((20000 + RANDOM % 20000))
# What the newcomer was told last.
said=/home/newcomer/said

# Without rights of root there is one line that says all that is missing.
first() {
  step id
  step "set -o pipefail; scripts/run --port $port --dir ./data 2>&1 | tee $said"
}

install_missing() {
  local packages
  packages=$(sed -n 's/.*sudo apt-get install //p' $said)
  step "apt-get -qq update && apt-get -qq install -y --no-install-recommends $packages >/dev/null"
  # What the tests want besides is said by the tests, in one line as well.
  runuser -u newcomer -- bash -lc "cd $PWD && scripts/test" 2>&1 | tee $said | tail -n 3
  packages=$(sed -n 's/.*sudo apt-get install //p' $said)
  step "apt-get -qq install -y --no-install-recommends $packages >/dev/null"
  if [ -d /etc/redis ]; then cp /etc/redis/redis.conf /srv/redis.conf && chmod 0644 /srv/redis.conf; fi
}

rest() {
  step id
  run_daemon
  step "du -sh .build"
  step "scripts/story"
  step "scripts/load --help | tail -n 30"
  step "scripts/load get --nonsense 1"
  step "scripts/test"
  step "du -sh .build"
}

run_daemon() {
  local began=$EPOCHREALTIME
  printf '\n$ scripts/run --port %s --dir ./data &\n' "$port"
  scripts/run --port "$port" --dir ./data >/tmp/run.log 2>&1 &
  local daemon=$!
  if await_port "$port" "$daemon"; then
    printf '[first answer after %.1f s]\n' "$(since "$began")"
  else
    printf '[it did not come up, %.1f s]\n' "$(since "$began")"
  fi
  tail -n 5 /tmp/run.log
  step "strings -a .build/release/tokencached | grep -c $PWD"
  if command -v redis-cli >/dev/null; then
    step "redis-cli -p $port SET oauth:access_token:alice first"
    step "redis-cli -p $port TTL oauth:access_token:alice"
    sleep 1.5
    step "sqlite3 -readonly data/tokens.db 'select key, expires, sliding from tokens'"
    step "scripts/load get --port $port --seconds 1 --keys 1000"
    step "scripts/load get --port $port --seconds 1 --keys 1000 --yes"
    step "redis-cli -p $port DBSIZE"
  fi
  kill "$daemon"
  wait "$daemon"
}

case $1 in
  first) first ;;
  install) install_missing ;;
  rest) rest ;;
esac
