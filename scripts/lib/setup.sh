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
  stop_services "${missing[@]}"
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

# We install these for their programs; the services that come with them would hold ports.
stop_services() {
  local name
  [ -d /run/systemd/system ] || return 0
  for name in "$@"; do
    case $name in
      haproxy | memcached | nutcracker | prometheus-redis-exporter | redis-server)
        as_root systemctl disable --now "$name" >&2
        ;;
    esac
  done
}

# need_python_clients: the Redis clients from PyPI, in an environment of their own.
need_python_clients() {
  local folder=$root/.build/clients programs=$root/Tests/IntegrationTests/Clients/Programs
  local lists=("$programs/requirements.txt" "$programs/constraints.txt")
  # What was made from the same lists is complete: the copy is written last.
  cat "${lists[@]}" | cmp -s - "$folder/made-from" && return 0
  say "installing clients from PyPI"
  { python3 -m venv --clear "$folder" \
    && "$folder/bin/pip" --quiet --disable-pip-version-check install \
      -r "${lists[0]}" -c "${lists[1]}" >&2; } \
    || die "missing: Python clients of ${lists[0]#"$root"/} (pip could not install them)"
  cat "${lists[@]}" >"$folder/made-from"
}
