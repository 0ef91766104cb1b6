# shellcheck shell=bash
# Sourced by the scripts: sees to what they need, or says in one line what is missing.

# shellcheck disable=SC2034 # for the scripts that source this
root=$(cd "$(dirname "${BASH_SOURCE[0]}")/../.." && pwd)

say() { printf '%s\n' "$*" >&2; }

die() {
  say "${0##*/}: $*"
  exit 1
}

need_swift() {
  command -v swift >/dev/null \
    || die "missing: a Swift toolchain, 6.2 or later, on PATH (https://www.swift.org/install/linux/)"
}

# need_packages NAME...: installs the Debian packages that are missing.
need_packages() {
  local name missing=()
  # Another distribution names them differently: the build will say what it does not find.
  command -v dpkg-query >/dev/null || return 0
  for name in "$@"; do is_installed "$name" || missing+=("$name"); done
  [ ${#missing[@]} -eq 0 ] && return 0
  can_be_root || die "missing: ${missing[*]} (sudo apt-get install ${missing[*]})"
  say "installing ${missing[*]}"
  # A fresh machine has no package lists yet, or stale ones.
  apt_install "${missing[@]}" || { as_root apt-get -qq update >&2 && apt_install "${missing[@]}"; } \
    || die "missing: ${missing[*]} (apt-get could not install them)"
  case " ${missing[*]} " in *" redis-server "*) stop_redis_service ;; esac
}

is_installed() {
  [ "$(dpkg-query -W -f '${db:Status-Status}' "$1" 2>/dev/null)" = installed ]
}

can_be_root() { [ "$(id -u)" -eq 0 ] || sudo -n true 2>/dev/null; }

as_root() {
  if [ "$(id -u)" -eq 0 ]; then "$@"; else sudo -n "$@"; fi
}

apt_install() {
  as_root env DEBIAN_FRONTEND=noninteractive \
    apt-get -qq install -y --no-install-recommends "$@" >&2
}

# We installed redis-server for its program; the service that came with it would hold port 6379.
stop_redis_service() {
  if [ -d /run/systemd/system ]; then as_root systemctl disable --now redis-server >&2; fi
}
