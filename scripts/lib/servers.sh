# shellcheck shell=bash
# Sourced by the scripts that measure: the programs they drive, servers of their own on free ports,
# and the end of both. Only processes that were started here are ended.

. "$(dirname "${BASH_SOURCE[0]}")/setup.sh"
. "$(dirname "${BASH_SOURCE[0]}")/build.sh"

load=''
scratch=''
server_pid=''
started_us=''
own_pids=()

# find_programs [PACKAGE...]: sets daemon and load to the programs: those that TOKENCACHED and
# TOKENCACHE_LOAD name, or else release builds of this checkout. Whatever is missing for these, for
# free_port and for the caller's own use is named in one round.
# shellcheck disable=SC2120 # some callers need no more
find_programs() {
  local packages=(libhiredis-dev python3-minimal "$@")
  if [ -z "${TOKENCACHED:-}" ]; then packages+=("${swift_packages[@]}" "${build_packages[@]}"); fi
  if [ -z "${TOKENCACHE_LOAD:-}" ]; then packages+=("${swift_packages[@]}" "${load_packages[@]}"); fi
  need_packages "${packages[@]}"
  find_daemon
  find_load
}

find_daemon() {
  if [ -n "${TOKENCACHED:-}" ]; then daemon=$TOKENCACHED; else build_daemon; fi
}

find_load() {
  if [ -n "${TOKENCACHE_LOAD:-}" ]; then load=$TOKENCACHE_LOAD; else build_load; fi
}

build_load() {
  need_swift "${load_packages[@]}"
  announce_build
  local options=(--package-path "$root" -c release --product tokencache-load)
  swift build "${options[@]}" >&2
  load=$(swift build "${options[@]}" --show-bin-path)/tokencache-load
}

# Makes the directory that everything of this run lives in and that its end removes.
make_scratch() {
  scratch=$(mktemp -d "${TMPDIR:-/tmp}/${0##*/}.XXXXXX")
  trap clean_up EXIT
  trap 'exit 130' INT TERM
}

clean_up() {
  local pid
  for pid in "${own_pids[@]}"; do kill -9 "$pid" 2>/dev/null || true; done
  # One by one: a wait for all would report each that was killed.
  for pid in "${own_pids[@]}"; do wait "$pid" 2>/dev/null || true; done
  if [ -n "$scratch" ]; then rm -rf "$scratch"; fi
}

free_port() {
  need_packages python3-minimal
  python3 -c 'import socket; s = socket.socket(); s.bind(("127.0.0.1", 0)); print(s.getsockname()[1])'
}

# start_server NAME DIRECTORY PORT [FLAG...]: starts tokencached or redis-server there and sets
# server_pid and started_us (microseconds since 1970).
start_server() {
  local name=$1 directory=$2 port=$3 program
  shift 3
  mkdir -p "$directory"
  case $name in
    tokencached) program=$daemon ;;
    redis-server) program=$(command -v redis-server) || die "missing: redis-server" ;;
    *) die "no server is called $name (tokencached or redis-server)" ;;
  esac
  started_us=${EPOCHREALTIME/[.,]/}
  "$program" --port "$port" --bind 127.0.0.1 --dir "$directory" "$@" >>"$directory/log" 2>&1 &
  server_pid=$!
  own_pids+=("$server_pid")
}

# await_server PORT [SECONDS]: waits for the first answer, sets first_answer_ms.
await_server() {
  # shellcheck disable=SC2034 # for the scripts that source this
  first_answer_ms=$("$load" await --port "$1" --pid "$server_pid" --since "$started_us" \
    --timeout "${2:-30}") || die "the server did not come up: $(tail -n 3 "$scratch"/*/log)"
}

# end_server SIGNAL: ends the server that start_server started last and waits for it.
end_server() {
  kill "-$1" "$server_pid" 2>/dev/null || true
  wait "$server_pid" 2>/dev/null || true
  local pid left=()
  for pid in "${own_pids[@]}"; do [ "$pid" = "$server_pid" ] || left+=("$pid"); done
  own_pids=("${left[@]}")
}

# field FILE NAME...: a member of a JSON file, by the names that lead to it.
field() {
  python3 - "$@" <<'PYTHON'
import json, sys
value = json.load(open(sys.argv[1], encoding="utf-8"))
for name in sys.argv[2:]:
    value = value[name]
print(json.dumps(value) if isinstance(value, dict) else value)
PYTHON
}
