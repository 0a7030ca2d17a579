/* test_stream.c - STREAM's loops in every variant, the sharing of arrays, and the validation. */
#include "common/cpu_set.h"
#include "stream/arrays.h"
#include "stream/measure.h"
#include "stream/variants.h"

#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdatomic.h>
#include <string.h>

#include <cmocka.h>

#include "team.h"

static const struct numa_policy local = {0};

struct fixture {
    struct team team;
    struct stream_arrays arrays;
};

/* Arrays of an odd number of cache lines, so that every loop has a remainder. */
static struct fixture make(unsigned threads, uint64_t bytes) {
    struct fixture f = {.team = team_of(threads)};
    assert_int_equal(stream_arrays_map(&f.arrays, bytes, threads, HUGEPAGES_NONE, &local, NULL), 0);
    assert_int_equal(stream_first_touch(&f.arrays, &f.team, NULL), 0);
    return f;
}

static struct stream_run measured(struct fixture *f, enum isa isa, enum stream_stores stores,
                                  uint64_t iterations) {
    struct stream_run run = {
        .arrays = &f->arrays, .loops = stream_variant(isa, stores, NULL), .most = iterations};
    assert_int_equal(work_run(&stream_work, &run, &f->team, 0, NULL), 0);
    assert_int_equal(run.iterations, iterations);
    for (int k = 0; k < STREAM_KERNELS; k++)
        assert_int_equal(run.gbs[k].count, iterations - 1);
    return run;
}

static void every_variant_is_right(void **state) {
    (void)state;
    struct fixture f = make(3, 64 * 1021);
    for (enum isa isa = ISA_GENERIC; isa < ISA_COUNT; isa++) {
        for (int stores = 0; stores < STORES_KINDS; stores++) {
            if (!isa_supported(isa) || !stream_variant(isa, (enum stream_stores)stores, NULL))
                continue;
            struct stream_run run = measured(&f, isa, (enum stream_stores)stores, 4);
            assert_int_equal(stream_validate(&f.arrays, 4, &f.team, NULL), 0);
            for (int k = 0; k < STREAM_KERNELS; k++)
                assert_true(isfinite(run.gbs[k].value[2]) && run.gbs[k].value[2] > 0);
            stream_run_free(&run);
        }
    }
    stream_arrays_unmap(&f.arrays);
}

static void any_number_of_iterations_stays_exact(void **state) {
    (void)state;
    struct fixture f = make(2, 4096);
    static const uint64_t counts[] = {2, 9, 10, 11, 20, 300};
    for (size_t i = 0; i < sizeof counts / sizeof *counts; i++) {
        struct stream_run run = measured(&f, isa_best(), STORES_TEMPORAL, counts[i]);
        assert_int_equal(stream_validate(&f.arrays, counts[i], &f.team, NULL), 0);
        assert_true(f.arrays.a[0] < 0x1p53 && f.arrays.c[0] == floor(f.arrays.c[0]));
        stream_run_free(&run);
    }
    stream_arrays_unmap(&f.arrays);
}

static void every_corruption_is_counted(void **state) {
    (void)state;
    struct fixture f = make(2, 64 * 1000);
    struct stream_run run = measured(&f, ISA_GENERIC, STORES_TEMPORAL, 3);
    size_t last = f.arrays.elements - 1;
    f.arrays.a[0] += 1;
    f.arrays.b[last / 2] = NAN;
    f.arrays.c[last] = nextafter(f.arrays.c[last], 0);
    assert_int_equal(stream_validate(&f.arrays, 3, &f.team, NULL), 3);
    assert_true(stream_validate(&f.arrays, 2, &f.team, NULL) > (int64_t)f.arrays.elements);
    stream_run_free(&run);
    stream_arrays_unmap(&f.arrays);
}

static void a_skipped_loop_is_noticed(void **state) {
    (void)state;
    struct fixture f = make(1, 64 * 16);
    struct stream_chunk chunk = stream_chunk_of(&f.arrays, 0);
    for (int skipped = 0; skipped < STREAM_KERNELS; skipped++) {
        stream_fill(&f.arrays, 0);
        for (int k = 0; k < STREAM_KERNELS; k++) {
            if (k != skipped)
                stream_generic_temporal.run[k](&chunk, STREAM_SCALAR);
        }
        assert_true(stream_validate(&f.arrays, 1, &f.team, NULL) > 0);
    }
    stream_arrays_unmap(&f.arrays);
}

static void shares_cover_the_arrays_once(void **state) {
    (void)state;
    static const uint64_t sizes[] = {64, 128, 64 * 1021, 1 << 20, 64 << 20, 100000000};
    for (size_t i = 0; i < sizeof sizes / sizeof *sizes; i++) {
        for (unsigned threads = 1; threads <= 33; threads += 4) {
            struct stream_arrays arrays;
            assert_int_equal(
                stream_arrays_map(&arrays, sizes[i], threads, HUGEPAGES_NONE, &local, NULL), 0);
            size_t next = 0;
            for (unsigned t = 0; t < threads; t++) {
                struct stream_chunk chunk = stream_chunk_of(&arrays, t);
                size_t at = (size_t)(chunk.a - arrays.a);
                assert_true(chunk.count == 0 || at == next);
                assert_int_equal(chunk.count % (STREAM_GRAIN / sizeof(double)), 0);
                next += chunk.count;
            }
            assert_int_equal(next, arrays.elements);
            stream_arrays_unmap(&arrays);
        }
    }
}

static void time_ends_a_run_after_two_iterations_at_least(void **state) {
    (void)state;
    struct fixture f = make(2, 4096);
    struct stream_run run = {.arrays = &f.arrays, .loops = &stream_generic_temporal};
    assert_int_equal(work_run(&stream_work, &run, &f.team, 1e-9, NULL), 0);
    assert_int_equal(run.iterations, 2);
    assert_int_equal(run.gbs[0].count, 1);
    stream_run_free(&run);
    stream_arrays_unmap(&f.arrays);
}

static void generic_has_no_nontemporal_stores(void **state) {
    (void)state;
    struct error err = {0};
    assert_null(stream_variant(ISA_GENERIC, STORES_NONTEMPORAL, &err));
    assert_int_equal(err.status, STATUS_USAGE);
}

static void a_trial_rates_what_there_is(void **state) {
    (void)state;
    struct fixture f = make(2, 64 * 1021);
    const struct stream_loops *loops[STORES_KINDS] = {&stream_generic_temporal, NULL};
    double gbs[STORES_KINDS];
    assert_int_equal(stream_trial(&f.arrays, loops, &f.team, gbs, NULL), 0);
    assert_true(gbs[STORES_TEMPORAL] > 0);
    assert_true(gbs[STORES_NONTEMPORAL] == 0);
    stream_arrays_unmap(&f.arrays);
}

static void the_default_size_respects_the_limit(void **state) {
    (void)state;
    uint64_t bytes = 0;
    assert_int_equal(stream_default_bytes(HUGEPAGES_THP, 64 << 20, &bytes, NULL), 0);
    assert_true(bytes > 0 && stream_memory_bytes(bytes) <= 64 << 20);
    assert_int_equal(bytes % HUGE_PAGE_BYTES, 0);
    assert_int_equal(stream_default_bytes(HUGEPAGES_THP, 1 << 20, &bytes, NULL), -1);
}

static _Atomic size_t elements_passed;

static void count_elements(const struct stream_chunk *chunk, double scalar) {
    (void)scalar;
    atomic_fetch_add(&elements_passed, chunk->count);
}

/* Cache lines of 8 numbers: 4096 bytes of two threads are 32 for each. */
static void injected_passes_are_done_and_not_counted(void **state) {
    (void)state;
    static const struct stream_loops counting = {
        {count_elements, count_elements, count_elements, count_elements}};
    static const struct {
        double percent;
        size_t more; /* elements of both threads */
    } cases[] = {{0, 0}, {1, 0}, {3.125, 2 * 8}, {50, 2 * 128}, {100, 2 * 256}};
    struct fixture f = make(2, 4096);
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        struct stream_run run = {
            .arrays = &f.arrays, .loops = &counting, .most = 2, .inject_percent = cases[i].percent};
        atomic_store(&elements_passed, 0);
        assert_int_equal(work_run(&stream_work, &run, &f.team, 0, NULL), 0);
        assert_int_equal(atomic_load(&elements_passed), 2 * STREAM_KERNELS * (512 + cases[i].more));
        assert_true(run.gb[STREAM_TRIAD] == 2 * 1e-9 * 24 * 512);
        stream_run_free(&run);
    }
    stream_arrays_unmap(&f.arrays);
}

static void injected_passes_leave_the_right_values(void **state) {
    (void)state;
    struct fixture f = make(2, 64 * 1021);
    struct stream_run run = {
        .arrays = &f.arrays, .loops = &stream_generic_temporal, .most = 13, .inject_percent = 30};
    assert_int_equal(work_run(&stream_work, &run, &f.team, 0, NULL), 0);
    assert_int_equal(stream_validate(&f.arrays, 13, &f.team, NULL), 0);
    stream_run_free(&run);
    stream_arrays_unmap(&f.arrays);
}

/* Also where values start afresh, and for arrays larger than what is warmed. */
static void warming_up_leaves_the_right_values(void **state) {
    (void)state;
    struct fixture f = make(2, 24 << 20);
    struct stream_run run = {.arrays = &f.arrays, .loops = &stream_generic_temporal};
    assert_int_equal(work_once(&stream_work, &run, &f.team, NULL), 0);
    for (int i = 0; i < 11; i++) {
        struct slice slice = {.seconds = 1e-9};
        assert_int_equal(work_slice(&stream_work, &run, &f.team, &slice, NULL, NULL, NULL), 0);
        assert_true(slice.end.wall_s > slice.begin.wall_s);
    }
    assert_int_equal(run.iterations, 12);
    assert_int_equal(stream_validate(&f.arrays, 12, &f.team, NULL), 0);
    stream_run_free(&run);
    stream_arrays_unmap(&f.arrays);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_variant_is_right),
        cmocka_unit_test(any_number_of_iterations_stays_exact),
        cmocka_unit_test(every_corruption_is_counted),
        cmocka_unit_test(a_skipped_loop_is_noticed),
        cmocka_unit_test(shares_cover_the_arrays_once),
        cmocka_unit_test(time_ends_a_run_after_two_iterations_at_least),
        cmocka_unit_test(generic_has_no_nontemporal_stores),
        cmocka_unit_test(a_trial_rates_what_there_is),
        cmocka_unit_test(the_default_size_respects_the_limit),
        cmocka_unit_test(injected_passes_are_done_and_not_counted),
        cmocka_unit_test(injected_passes_leave_the_right_values),
        cmocka_unit_test(warming_up_leaves_the_right_values),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
