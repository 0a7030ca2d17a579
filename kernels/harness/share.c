/* share.c - rounds shares of memory to pages where that keeps them nearly equal. */
#include "share.h"

#include "common/memory.h"

static size_t share_unit(size_t bytes, size_t grain, unsigned threads) {
    static const size_t units[] = {HUGE_PAGE_BYTES, 4096};
    for (size_t i = 0; i < sizeof units / sizeof *units; i++) {
        if (bytes % (units[i] * threads) == 0 || bytes / threads >= 64 * units[i])
            return units[i];
    }
    return grain;
}

struct share share_of(size_t bytes, size_t grain, unsigned threads, unsigned thread) {
    size_t unit = share_unit(bytes, grain, threads);
    size_t units = (bytes + unit - 1) / unit;
    size_t first = units * thread / threads * unit;
    size_t end = units * (thread + 1) / threads * unit;
    return (struct share){.first = first < bytes ? first : bytes, .end = end < bytes ? end : bytes};
}
