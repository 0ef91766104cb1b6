// The one thing that Swift has no word for and C has: asking for memory before it is needed.
#ifndef CPREFETCH_H
#define CPREFETCH_H

/// Asks the processor to bring the cache line of `address` near. It is a hint: it waits for nothing,
/// changes nothing, and any address may be given, also one that is not mapped.
static inline __attribute__((always_inline)) void cprefetch_line(const void *address) {
  __builtin_prefetch(address);
}

#endif
