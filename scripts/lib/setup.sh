# shellcheck shell=bash
# Sourced by the scripts: sees to what they need, or says in one line what is missing.

# shellcheck disable=SC2034 # for the scripts that source this
root=$(cd "$(dirname "${BASH_SOURCE[0]}")/../.." && pwd)

say() { printf '%s\n' "$*" >&2; }

die() {
  say "${0##*/}: $*"
  exit 1
}

# What the programs of a Swift toolchain load and a small Debian does not have.
swift_packages=(libcurl4 libncurses6 libxml2)

# need_swift NAME...: a Swift toolchain that runs, and the Debian packages by these names.
need_swift() {
  local said
  find_swift
  need_packages "${swift_packages[@]}" "$@"
  said=$(as_builder swift --version 2>&1) || die "the Swift toolchain does not run: $said"
  [[ $said =~ Swift\ version\ ([0-9]+)\.([0-9]+) ]] \
    || die "the Swift toolchain does not say its version: $said"
  ((BASH_REMATCH[1] * 1000 + BASH_REMATCH[2] >= 6002)) \
    || die "the Swift toolchain is too old: ${BASH_REMATCH[0]}, wanted is 6.2 or later"
}

# sudo resets PATH, so the toolchain is looked for where the person who called it has it.
find_swift() {
  local found
  command -v swift >/dev/null && return
  if found=$(as_builder bash -lc 'command -v swift' 2>/dev/null); then
    PATH=$PATH:$(dirname "$found")
    return
  fi
  die "missing: a Swift toolchain, 6.2 or later, on PATH (https://www.swift.org/install/linux/)${SUDO_USER:+;" \
    "sudo resets PATH: run this as $SUDO_USER without sudo}"
}

# as_builder COMMAND...: runs it as the person who called sudo, if that is whose checkout this is, so
# that a build for everybody leaves no files of root behind.
as_builder() {
  if [ "$(id -u)" -eq 0 ] && [ -n "${SUDO_USER:-}" ] && [ "$SUDO_USER" != root ] \
    && [ "$(stat -c %U "$root")" = "$SUDO_USER" ]; then
    runuser -u "$SUDO_USER" -- env "PATH=$PATH" "HOME=$(getent passwd "$SUDO_USER" | cut -d: -f6)" "$@"
  else
    "$@"
  fi
}

# need_packages NAME...: installs the Debian packages that are missing.
need_packages() {
  local name missing=()
  # Another distribution names them differently: the build will say what it does not find.
  command -v dpkg-query >/dev/null || return 0
  for name in "$@"; do is_installed "$name" || missing+=("$name"); done
  [ ${#missing[@]} -eq 0 ] && return 0
  can_be_root || die "missing packages: sudo apt-get update && sudo apt-get install ${missing[*]}"
  say "installing ${missing[*]}"
  # A fresh machine has no package lists yet, or stale ones.
  apt_install "${missing[@]}" 2>/dev/null \
    || { as_root apt-get -qq update >&2 && apt_install "${missing[@]}"; } \
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

# What apt-get tells of each package matters only when it fails.
apt_install() {
  local said
  said=$(as_root env DEBIAN_FRONTEND=noninteractive \
    apt-get -qq install -y --no-install-recommends "$@" 2>&1) && return
  say "$said"
  return 1
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
  # Debian's, which every user may run; one on PATH may be somebody's own.
  local python=/usr/bin/python3
  [ -x "$python" ] || python=python3
  # What was made from the same lists is complete: the copy is written last.
  { echo "# $python" && cat "${lists[@]}"; } | cmp -s - "$folder/made-from" && return 0
  say "installing clients from PyPI"
  { "$python" -m venv --clear "$folder" \
    && "$folder/bin/pip" --quiet --disable-pip-version-check install \
      -r "${lists[0]}" -c "${lists[1]}" >&2; } \
    || die "missing: Python clients of ${lists[0]#"$root"/} (pip could not install them)"
  { echo "# $python" && cat "${lists[@]}"; } >"$folder/made-from"
}
