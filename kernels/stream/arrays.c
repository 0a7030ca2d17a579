/* arrays.c - maps the three arrays in one region, shares them out, recomputes what they must hold.
 * */
#include "arrays.h"

#include "common/cleanup.h"
#include "common/topology.h"
#include "harness/share.h"

#include <stdbool.h>

static const double first_a = 1, first_b = 2, first_c = 0;

static const uint64_t least_default = (uint64_t)64 << 20;

static uint64_t round_up(uint64_t bytes, uint64_t to) {
    return (bytes + to - 1) / to * to;
}

uint64_t stream_memory_bytes(uint64_t array_bytes) {
    return 3 * round_up(array_bytes, HUGE_PAGE_BYTES);
}

int stream_default_bytes(enum hugepages hugepages, uint64_t limit, uint64_t *bytes,
                         struct error *err) {
    struct topology topology;
    if (topology_read("", &topology, err) < 0)
        return error_wrap(err, "choosing --array-size");
    uint64_t wanted = STREAM_CACHE_MULTIPLE * topology_cache_bytes(&topology);
    if (wanted < least_default)
        wanted = least_default;
    wanted = round_up(wanted, HUGE_PAGE_BYTES);

    uint64_t room = memory_is_hugetlb(hugepages) ? MEMORY_UNTOLD : memory_available();
    if (limit > 0 && limit < room)
        room = limit;
    uint64_t most = room / 3 / HUGE_PAGE_BYTES * HUGE_PAGE_BYTES;
    *bytes = wanted < most ? wanted : most;
    if (*bytes == 0)
        return error_unavailable(err, "three arrays of 2 MiB: not enough memory; free some, raise "
                                      "--memory-limit or say --array-size");
    return 0;
}

int stream_arrays_map(struct stream_arrays *arrays, uint64_t array_bytes, unsigned threads,
                      enum hugepages hugepages, const struct numa_policy *numa, struct error *err) {
    size_t distance = round_up(array_bytes, HUGE_PAGE_BYTES);
    if (memory_map(&arrays->memory, 3 * distance, hugepages, numa, err) < 0)
        return -1;
    arrays->a = (double *)(void *)arrays->memory.base;
    arrays->b = (double *)(void *)(arrays->memory.base + distance);
    arrays->c = (double *)(void *)(arrays->memory.base + 2 * distance);
    arrays->elements = array_bytes / sizeof(double);
    arrays->threads = threads;
    return 0;
}

void stream_arrays_unmap(struct stream_arrays *arrays) {
    memory_unmap(&arrays->memory);
}

struct stream_chunk stream_chunk_of(const struct stream_arrays *arrays, unsigned thread) {
    size_t bytes = arrays->elements * sizeof(double);
    struct share share = share_of(bytes, STREAM_GRAIN, arrays->threads, thread);
    size_t at = share.first / sizeof(double);
    return (struct stream_chunk){.a = arrays->a + at,
                                 .b = arrays->b + at,
                                 .c = arrays->c + at,
                                 .count = (share.end - share.first) / sizeof(double)};
}

void stream_fill(const struct stream_arrays *arrays, unsigned thread) {
    struct stream_chunk chunk = stream_chunk_of(arrays, thread);
    for (size_t i = 0; i < chunk.count; i++) {
        chunk.a[i] = first_a;
        chunk.b[i] = first_b;
        chunk.c[i] = first_c;
    }
}

struct validation {
    const struct stream_arrays *arrays;
    double a, b, c; /* expected */
    size_t *wrong;  /* by thread */
};

static void validate_share(void *argument, unsigned thread) {
    const struct validation *v = argument;
    struct stream_chunk chunk = stream_chunk_of(v->arrays, thread);
    size_t wrong = 0;
    for (size_t i = 0; i < chunk.count; i++)
        wrong += (chunk.a[i] != v->a) + (chunk.b[i] != v->b) + (chunk.c[i] != v->c);
    v->wrong[thread] = wrong;
}

int64_t stream_validate(const struct stream_arrays *arrays, uint64_t iterations, struct team *team,
                        struct error *err) {
    cleanup_free size_t *wrong = calloc(team->threads, sizeof *wrong);
    if (!wrong)
        return error_errno(err, "validation");
    struct validation v = {
        .arrays = arrays, .a = first_a, .b = first_b, .c = first_c, .wrong = wrong};
    uint64_t since_restart = iterations == 0 ? 0 : (iterations - 1) % STREAM_RESTART + 1;
    for (uint64_t i = 0; i < since_restart; i++) {
        v.c = v.a;
        v.b = STREAM_SCALAR * v.c;
        v.c = v.a + v.b;
        v.a = v.b + STREAM_SCALAR * v.c;
    }
    if (team_run(team, validate_share, &v, err) < 0)
        return error_wrap(err, "validation");
    int64_t total = 0;
    for (unsigned i = 0; i < team->threads; i++)
        total += (int64_t)wrong[i];
    return total;
}
