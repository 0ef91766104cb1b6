#define _GNU_SOURCE
#include "CLinux.h"

#include <errno.h>
#include <fcntl.h>
#include <link.h>
#include <malloc.h>
#include <string.h>
#include <sys/inotify.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/uio.h>
#include <time.h>
#include <unistd.h>
#if defined(__x86_64__)
#include <cpuid.h>
#endif

static int argument_count;
static char **argument_list;

// glibc hands constructors what it hands to main.
__attribute__((constructor)) static void keep_arguments(int count, char **list) {
  argument_count = count;
  argument_list = list;
}

int clinux_argument_count(void) { return argument_count; }

const char *clinux_argument(int index) { return argument_list[index]; }

int64_t clinux_write_nowait(int descriptor, const void *bytes, size_t count) {
  struct iovec part = {(void *)bytes, count};
  return pwritev2(descriptor, &part, 1, -1, RWF_NOWAIT);
}

int clinux_accept(int listener) {
  return accept4(listener, NULL, NULL, SOCK_NONBLOCK | SOCK_CLOEXEC);
}

int clinux_peer_credentials(int descriptor, struct clinux_peer *peer) {
  struct ucred credentials;
  socklen_t length = sizeof credentials;
  if (getsockopt(descriptor, SOL_SOCKET, SO_PEERCRED, &credentials, &length) != 0) return -1;
  peer->user = credentials.uid;
  peer->group = credentials.gid;
  return 0;
}

int clinux_peer_groups(int descriptor, uint32_t *groups, int capacity) {
  socklen_t length = (socklen_t)capacity * sizeof *groups;
  if (getsockopt(descriptor, SOL_SOCKET, SO_PEERGROUPS, groups, &length) != 0) return -1;
  return (int)(length / sizeof *groups);
}

int clinux_epoll_control(int epoll, int operation, int descriptor, uint32_t events, uint64_t tag) {
  struct epoll_event event;
  memset(&event, 0, sizeof event);
  event.events = events;
  event.data.u64 = tag;
  return epoll_ctl(epoll, operation, descriptor, &event);
}

uint64_t clinux_epoll_tag(const struct epoll_event *event) { return event->data.u64; }

static uint32_t crc_table[256];

__attribute__((constructor)) static void build_crc_table(void) {
  for (uint32_t i = 0; i < 256; i++) {
    uint32_t crc = i;
    for (int bit = 0; bit < 8; bit++) crc = (crc >> 1) ^ (0x82F63B78u & (0u - (crc & 1)));
    crc_table[i] = crc;
  }
}

static uint32_t crc_portable(uint32_t crc, const uint8_t *bytes, size_t count) {
  while (count--) crc = crc_table[(crc ^ *bytes++) & 0xff] ^ (crc >> 8);
  return crc;
}

#if defined(__x86_64__)
#include <nmmintrin.h>
__attribute__((target("sse4.2"))) static uint32_t crc_hardware(uint32_t crc, const uint8_t *bytes,
                                                               size_t count) {
  uint64_t wide = crc;
  while (count >= 8) {
    uint64_t word;
    memcpy(&word, bytes, 8);
    wide = _mm_crc32_u64(wide, word);
    bytes += 8;
    count -= 8;
  }
  crc = (uint32_t)wide;
  while (count--) crc = _mm_crc32_u8(crc, *bytes++);
  return crc;
}
static int crc_hardware_available(void) { return __builtin_cpu_supports("sse4.2"); }
#elif defined(__aarch64__) && defined(__ARM_FEATURE_CRC32)
#include <arm_acle.h>
static uint32_t crc_hardware(uint32_t crc, const uint8_t *bytes, size_t count) {
  while (count >= 8) {
    uint64_t word;
    memcpy(&word, bytes, 8);
    crc = __crc32cd(crc, word);
    bytes += 8;
    count -= 8;
  }
  while (count--) crc = __crc32cb(crc, *bytes++);
  return crc;
}
static int crc_hardware_available(void) { return 1; }
#else
static uint32_t crc_hardware(uint32_t crc, const uint8_t *bytes, size_t count) {
  return crc_portable(crc, bytes, count);
}
static int crc_hardware_available(void) { return 0; }
#endif

uint32_t clinux_crc32c(uint32_t seed, const void *bytes, size_t count) {
  uint32_t crc = ~seed;
  crc = crc_hardware_available() ? crc_hardware(crc, bytes, count)
                                 : crc_portable(crc, bytes, count);
  return ~crc;
}

void clinux_bound_allocator(void) {
  // A fixed threshold switches off glibc's habit of raising it, which would keep freed megabytes.
  mallopt(M_MMAP_THRESHOLD, 256 * 1024);
  mallopt(M_TRIM_THRESHOLD, 1024 * 1024);
  mallopt(M_ARENA_MAX, 2);
}

int clinux_forbid_core_dumps(void) {
  struct rlimit none = {0, 0};
  setrlimit(RLIMIT_CORE, &none);
  return prctl(PR_SET_DUMPABLE, 0, 0, 0, 0);
}

int64_t clinux_hole_start(int descriptor, int64_t offset) {
  return lseek(descriptor, offset, SEEK_HOLE);
}

int64_t clinux_data_start(int descriptor, int64_t offset) {
  return lseek(descriptor, offset, SEEK_DATA);
}

int clinux_lock_file(int descriptor) {
  struct flock lock;
  memset(&lock, 0, sizeof lock);
  lock.l_type = F_WRLCK;
  lock.l_whence = SEEK_SET;
  return fcntl(descriptor, F_OFD_SETLK, &lock);
}

static uint64_t monotonic_ns(void) {
  struct timespec time;
  clock_gettime(CLOCK_MONOTONIC, &time);
  return (uint64_t)time.tv_sec * 1000000000u + (uint64_t)time.tv_nsec;
}

#if defined(__x86_64__)
static int counter_is_constant;

/* CPUID 8000_0007h, EDX bit 8: the counter runs at one rate in all states (AMD64 manual, volume 2,
   "Invariant TSC"; Intel manual, volume 3, "Invariant TSC"). */
__attribute__((constructor)) static void look_at_counter(void) {
  unsigned a, b, c, d;
  counter_is_constant = __get_cpuid(0x80000007, &a, &b, &c, &d) && (d >> 8 & 1);
}
#endif

uint64_t clinux_ticks(void *unused) {
  (void)unused;
#if defined(__x86_64__)
  if (counter_is_constant) return __builtin_ia32_rdtsc();
#elif defined(__aarch64__)
  uint64_t ticks;
  __asm__ volatile("mrs %0, cntvct_el0" : "=r"(ticks));
  return ticks;
#endif
  return monotonic_ns();
}

struct clinux_moment clinux_moment(void) {
  struct clinux_moment moment = {clinux_ticks(NULL), monotonic_ns()};
  return moment;
}

struct clinux_allocator clinux_allocator(void) {
  struct mallinfo2 figures = mallinfo2();
  struct clinux_allocator bytes = {
      figures.uordblks + figures.hblkhd, figures.arena + figures.hblkhd};
  return bytes;
}

void clinux_release_memory(void) { malloc_trim(0); }

/* Whether the loader has written relocations into segments that are not writable. */
static int has_text_relocations(const struct dl_phdr_info *object) {
  for (int i = 0; i < object->dlpi_phnum; i++) {
    const ElfW(Phdr) *header = &object->dlpi_phdr[i];
    if (header->p_type != PT_DYNAMIC) continue;
    const ElfW(Dyn) *entry = (const ElfW(Dyn) *)(object->dlpi_addr + header->p_vaddr);
    for (; entry->d_tag != DT_NULL; entry++) {
      if (entry->d_tag == DT_TEXTREL) return 1;
      if (entry->d_tag == DT_FLAGS && (entry->d_un.d_val & DF_TEXTREL)) return 1;
    }
  }
  return 0;
}

static int release_code_of(struct dl_phdr_info *object, size_t size, void *unused) {
  (void)size;
  (void)unused;
  if (has_text_relocations(object)) return 0;
  uintptr_t page = (uintptr_t)sysconf(_SC_PAGESIZE);
  for (int i = 0; i < object->dlpi_phnum; i++) {
    const ElfW(Phdr) *header = &object->dlpi_phdr[i];
    if (header->p_type != PT_LOAD || (header->p_flags & PF_W)) continue;
    /* Whole pages only: the edges may be shared with a segment that was written to. */
    uintptr_t start = (object->dlpi_addr + header->p_vaddr + page - 1) & ~(page - 1);
    uintptr_t end = (object->dlpi_addr + header->p_vaddr + header->p_filesz) & ~(page - 1);
    if (start < end) madvise((void *)start, end - start, MADV_DONTNEED);
  }
  return 0;
}

void clinux_release_code(void) { dl_iterate_phdr(release_code_of, NULL); }

int clinux_watch_directory(const char *path) {
  int descriptor = inotify_init1(IN_NONBLOCK | IN_CLOEXEC);
  if (descriptor < 0) return -1;
  uint32_t events = IN_CREATE | IN_DELETE | IN_MOVED_FROM | IN_MOVED_TO | IN_DELETE_SELF | IN_MOVE_SELF;
  if (inotify_add_watch(descriptor, path, events | IN_ONLYDIR) >= 0) return descriptor;
  int error = errno;
  close(descriptor);
  errno = error;
  return -1;
}
