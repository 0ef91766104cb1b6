# shellcheck shell=bash
# Sourced after setup.sh: builds the daemon as it is shipped.

build_packages=(gcc git libsqlite3-dev libstdc++-12-dev pkg-config)
# shellcheck disable=SC2034 # for the scripts that source this
load_packages=(gcc git libhiredis-dev libstdc++-12-dev pkg-config)
# shellcheck disable=SC2154 # setup.sh sets root
archives=$root/.build/archives

# Builds the release with Swift's and C++'s runtimes and SQLite inside, so that it runs on a machine
# that has none of them. Sets daemon to the path of the program.
build_daemon() {
  need_swift "${build_packages[@]}"
  gather_archives
  local options=(
    --package-path "$root" --pkg-config-path "$archives" -c release --static-swift-stdlib
    --product tokencached
    # Where it was built is nobody's business: messages of the code name files as seen from the
    # checkout, and debug information, which names them all over, stays behind. The symbols stay for
    # profilers; scripts/install leaves them out too.
    -Xcc "-ffile-prefix-map=$root=." -Xcxx "-ffile-prefix-map=$root=."
    -Xswiftc -file-prefix-map -Xswiftc "$root=." -Xlinker --strip-debug
  )
  announce_build
  as_builder swift build "${options[@]}" >&2
  # shellcheck disable=SC2034 # for the scripts that source this
  daemon=$(as_builder swift build "${options[@]}" --show-bin-path)/tokencached
}

# The first build takes long enough to be taken for a fault.
announce_build() {
  if [ ! -d "$root/.build/release" ]; then
    say "building the release: some minutes the first time, and 250 MB in $root/.build"
  fi
}

# A directory with nothing but archives, first on the linker's path, so that -lsqlite3 and -lstdc++
# find them there instead of the shared libraries. Where an archive is missing, the shared one serves.
gather_archives() {
  as_builder mkdir -p "$archives"
  link_archive libsqlite3.a
  link_archive libstdc++.a
  # SwiftPM takes the linker's flags for SQLite from here instead of from the system's file.
  printf '%s\n' 'Name: SQLite' 'Description: SQLite as an archive' 'Version: 3' \
    "Libs: -L$archives -lsqlite3" | as_builder tee "$archives/sqlite3.pc" >/dev/null
}

link_archive() {
  local archive
  archive=$("${CC:-cc}" -print-file-name="$1")
  # A compiler that does not know the file gives the bare name back.
  case $archive in /*) as_builder ln -sfn "$archive" "$archives/$1" ;; esac
}
