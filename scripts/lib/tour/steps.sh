# shellcheck shell=bash
# Sourced inside the roots: steps of a tour, each shown with its command, its exit status and its time.

# step COMMAND...: a shell command line as somebody would type it.
step() {
  local began=$EPOCHREALTIME status=0
  printf '\n$ %s\n' "$*"
  bash -c "$*" 2>&1 || status=$?
  printf '[exit %s, %.1f s]\n' "$status" "$(since "$began")"
}

since() { awk -v a="$1" -v b="$EPOCHREALTIME" 'BEGIN { print b - a }'; }

# await_port PORT PID: until somebody listens there, while the process lives.
await_port() {
  until (exec 3<>"/dev/tcp/127.0.0.1/$1") 2>/dev/null; do
    kill -0 "$2" 2>/dev/null || return 1
    sleep 0.1
  done
}
