/* system.c - sizes a matrix for the memory that is left, maps it, fills it in parallel. */
#include "system.h"

#include "common/units.h"

#include <inttypes.h>
#include <math.h>

static const uint64_t line_doubles = 64 / sizeof(double), page_doubles = 4096 / sizeof(double);

/* What the process was seen to hold beyond the matrix was 10 to 30 MiB; twice that and more. */
static const uint64_t process_bytes = (uint64_t)48 << 20, thread_bytes = (uint64_t)16 << 20;

static const double default_n_of_one_thread = 10000;

int system_lda(int n) {
    uint64_t lda = ((uint64_t)n + line_doubles - 1) / line_doubles * line_doubles;
    return (int)(lda % page_doubles == 0 ? lda + line_doubles : lda);
}

uint64_t system_bytes(int n) {
    uint64_t numbers = (uint64_t)n * (uint64_t)system_lda(n) + (uint64_t)n;
    uint64_t bytes = numbers * sizeof(double) + (uint64_t)n * sizeof(int);
    return (bytes + HUGE_PAGE_BYTES - 1) / HUGE_PAGE_BYTES * HUGE_PAGE_BYTES;
}

static uint64_t beyond_system(unsigned threads) {
    return process_bytes + threads * thread_bytes;
}

uint64_t system_needs(int n, unsigned threads) {
    return system_bytes(n) + beyond_system(threads);
}

int system_largest_n(uint64_t room, unsigned threads) {
    int low = 0, high = SYSTEM_MAX_N;
    while (low < high) {
        int middle = low + (high - low + 1) / 2;
        if (system_needs(middle, threads) <= room)
            low = middle;
        else
            high = middle - 1;
    }
    return low;
}

int system_largest_within(uint64_t room, bool apart, uint64_t limit, unsigned threads) {
    int most = system_largest_n(apart ? room + beyond_system(threads) : room, threads);
    int allowed = limit > 0 ? system_largest_n(limit, threads) : most;
    return allowed < most ? allowed : most;
}

int system_default_n(unsigned threads, enum hugepages hugepages, uint64_t limit, int *n,
                     struct error *err) {
    bool apart = memory_is_hugetlb(hugepages);
    uint64_t room = memory_room(hugepages, 0);
    if (apart && room == 0) /* mapping one will say how to get it */
        room = memory_grain(hugepages);
    int most = system_largest_within(room, apart, limit, threads);
    *n = (int)fmin(most, default_n_of_one_thread * cbrt(threads));
    if (*n == 0)
        return error_unavailable(err,
                                 "choosing --n: not enough memory for %u threads; free some, "
                                 "raise --memory-limit or lower --threads",
                                 threads);
    return 0;
}

int system_fits(int n, unsigned threads, enum hugepages hugepages, uint64_t limit,
                struct error *err) {
    char needed[32];
    uint64_t needs = system_needs(n, threads), available = memory_room(hugepages, 0);
    format_size(needs, needed, sizeof needed);
    if (limit > 0 && needs > limit)
        return error_usage(err,
                           "--n=%d: needs %s of memory, beyond --memory-limit; the largest that "
                           "fits is --n=%d",
                           n, needed, system_largest_n(limit, threads));
    if (!memory_is_hugetlb(hugepages) && needs > available)
        return error_unavailable(
            err, "--n=%d: needs %s of memory, not available here; the largest that fits is --n=%d",
            n, needed, system_largest_n(available, threads));
    return 0;
}

int system_map(struct linpack_system *system, int n, uint64_t seed, enum hugepages hugepages,
               const struct numa_policy *numa, struct error *err) {
    *system = (struct linpack_system){.n = n, .lda = system_lda(n), .seed = seed};
    if (memory_map(&system->memory, system_bytes(n), hugepages, numa, err) < 0)
        return error_wrap(err, "a system of order %d", n);
    system->a = (double *)(void *)system->memory.base;
    system->x = system->a + (size_t)n * (size_t)system->lda;
    system->pivots = (int *)(void *)(system->x + n);
    return 0;
}

void system_unmap(struct linpack_system *system) {
    memory_unmap(&system->memory);
}

static uint64_t split_mix(uint64_t seed, uint64_t place) {
    uint64_t z = seed + (place + 1) * UINT64_C(0x9e3779b97f4a7c15);
    z = (z ^ z >> 30) * UINT64_C(0xbf58476d1ce4e5b9);
    z = (z ^ z >> 27) * UINT64_C(0x94d049bb133111eb);
    return z ^ z >> 31;
}

void system_column(const struct linpack_system *system, int column, int first, int count,
                   double *values) {
    uint64_t place = (uint64_t)column * SYSTEM_MAX_N + (uint64_t)first;
    for (int i = 0; i < count; i++)
        values[i] = (double)(split_mix(system->seed, place + (uint64_t)i) >> 11) * 0x1p-53 - 0.5;
}

struct filling {
    const struct linpack_system *system;
    unsigned threads;
};

static void fill_share(void *argument, unsigned thread) {
    const struct filling *filling = argument;
    const struct linpack_system *s = filling->system;
    int first = (int)((int64_t)s->n * thread / filling->threads);
    int end = (int)((int64_t)s->n * (thread + 1) / filling->threads);
    for (int column = first; column < end; column++)
        system_column(s, column, 0, s->n, s->a + (size_t)column * (size_t)s->lda);
    if (thread == 0)
        system_column(s, s->n, 0, s->n, s->x);
}

int system_fill(const struct linpack_system *system, struct team *team, struct error *err) {
    struct filling filling = {.system = system, .threads = team->threads};
    return team_run(team, fill_share, &filling, err) < 0 ? error_wrap(err, "filling the matrix")
                                                         : 0;
}
