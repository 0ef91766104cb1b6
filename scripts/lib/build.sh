# shellcheck shell=bash
# Sourced after setup.sh: builds the daemon as it is shipped.

build_packages=(gcc git libsqlite3-dev libstdc++-12-dev pkg-config)
# shellcheck disable=SC2154 # setup.sh sets root
archives=$root/.build/archives

# Builds the release with Swift's and C++'s runtimes and SQLite inside, so that it runs on a machine
# that has none of them. Sets daemon to the path of the program.
build_daemon() {
  need_swift
  need_packages "${build_packages[@]}"
  gather_archives
  local options=(
    --package-path "$root" --pkg-config-path "$archives" -c release --static-swift-stdlib
    --product tokencached
    # Where it was built is nobody's business: not in messages of the C code, not in debug information.
    -Xcc "-ffile-prefix-map=$root=." -Xcxx "-ffile-prefix-map=$root=."
    -Xswiftc -file-prefix-map -Xswiftc "$root=."
  )
  swift build "${options[@]}" >&2
  # shellcheck disable=SC2034 # for the scripts that source this
  daemon=$(swift build "${options[@]}" --show-bin-path)/tokencached
}

# A directory with nothing but archives, first on the linker's path, so that -lsqlite3 and -lstdc++
# find them there instead of the shared libraries. Where an archive is missing, the shared one serves.
gather_archives() {
  mkdir -p "$archives"
  link_archive libsqlite3.a
  link_archive libstdc++.a
  # SwiftPM takes the linker's flags for SQLite from here instead of from the system's file.
  printf '%s\n' 'Name: SQLite' 'Description: SQLite as an archive' 'Version: 3' \
    "Libs: -L$archives -lsqlite3" >"$archives/sqlite3.pc"
}

link_archive() {
  local archive
  archive=$("${CC:-cc}" -print-file-name="$1")
  # A compiler that does not know the file gives the bare name back.
  case $archive in /*) ln -sfn "$archive" "$archives/$1" ;; esac
}
