// What Glibc's Swift module does not export, and what C macros hide from Swift.
#ifndef CLINUX_H
#define CLINUX_H

#include <stddef.h>
#include <stdint.h>
#include <sys/epoll.h>
#include <sys/eventfd.h>
#include <sys/socket.h>

/// accept4(2) with SOCK_NONBLOCK and SOCK_CLOEXEC. Returns the descriptor, or -1 with errno set.
int clinux_accept(int listener);

/// Who connected to a Unix socket: SO_PEERCRED, which Glibc's module hides behind _GNU_SOURCE.
struct clinux_peer {
  uint32_t user;
  uint32_t group;
};

/// Returns 0, or -1 with errno set.
int clinux_peer_credentials(int descriptor, struct clinux_peer *peer);

/// SO_PEERGROUPS: the supplementary groups of the peer. Returns how many there are, or -1 with errno
/// set (ERANGE when they are more than `capacity`).
int clinux_peer_groups(int descriptor, uint32_t *groups, int capacity);

/// epoll_ctl(2) with a 64-bit tag instead of the union.
int clinux_epoll_control(int epoll, int operation, int descriptor, uint32_t events, uint64_t tag);

/// The tag that clinux_epoll_control stored in the event.
uint64_t clinux_epoll_tag(const struct epoll_event *event);

/// inotify(7) of what appears in a directory or leaves it. Returns the descriptor, or -1 with errno set.
int clinux_watch_directory(const char *path);

/// CRC-32C (Castagnoli) of `count` bytes continuing from `seed` (0 to begin); uses SSE4.2 or the
/// ARMv8 CRC extension where the processor has it, a table elsewhere.
uint32_t clinux_crc32c(uint32_t seed, const void *bytes, size_t count);

/// Fixes glibc's allocator thresholds so that large blocks are always mapped and go back to the
/// system when freed, and the number of arenas stays small. Call once, before other threads start.
void clinux_bound_allocator(void);

/// Bytes that the program holds from the allocator, and that the allocator holds from the system
/// (mallinfo2(3)).
struct clinux_allocator {
  size_t allocated;
  size_t active;
};

struct clinux_allocator clinux_allocator(void);

/// Gives free memory of the allocator back to the system (malloc_trim(3)).
void clinux_release_memory(void);

/// Unmaps the pages of program and libraries that nothing writes to: code and constants. What is
/// used again comes back from the system's page cache (madvise(2), MADV_DONTNEED), page by page, so
/// what only the start needed no longer counts as resident.
void clinux_release_code(void);

/// Marks the process non-dumpable (PR_SET_DUMPABLE 0), so that no core file holds token values.
int clinux_forbid_core_dumps(void);

/// lseek(2) with SEEK_HOLE: where the first hole at or behind `offset` begins; the end of the file counts
/// as one. -1 with errno set on an error.
int64_t clinux_hole_start(int descriptor, int64_t offset);

/// lseek(2) with SEEK_DATA: where the first data at or behind `offset` begins. -1 with errno set on an
/// error, which ENXIO, for no more data, counts as.
int64_t clinux_data_start(int descriptor, int64_t offset);

/// write(2) that never waits: pwritev2(2) with RWF_NOWAIT, which pipes and sockets know. Returns the
/// bytes written, or -1 with errno set: EAGAIN when the call would wait, EOPNOTSUPP or ENOSYS when the
/// descriptor or the kernel does not know this.
int64_t clinux_write_nowait(int descriptor, const void *bytes, size_t count);

/// The arguments of the process as it was given them. Swift's own come from /proc, which need not be
/// there, and are empty without it.
int clinux_argument_count(void);
const char *clinux_argument(int index);

/// fcntl(2) F_OFD_SETLK with a write lock on the whole file. 0, or -1 with errno set.
int clinux_lock_file(int descriptor);

/// A counter that only grows and costs little to read: the processor's own where it runs at a constant
/// rate, else CLOCK_MONOTONIC in nanoseconds. The argument is not used.
uint64_t clinux_ticks(void *unused);

/// The same moment as clinux_ticks and CLOCK_MONOTONIC tell it; two of them give the counter's rate.
struct clinux_moment {
  uint64_t ticks;
  uint64_t nanoseconds;
};

struct clinux_moment clinux_moment(void);

#endif
