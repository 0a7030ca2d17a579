/* test_laps.c - passes are timed from the first begin to the last end, and shares cover a region.
 * lane: alone */
#include "common/cpu_set.h"
#include "harness/laps.h"
#include "harness/share.h"

#include "common/memory.h"

#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <time.h>

#include <cmocka.h>

#include "team.h"

enum { THREADS = 3 };

struct pass {
    struct laps laps;
    double seconds[THREADS];
};

/* Only the last thread takes its time, before and within the pass. */
static void doze(unsigned thread) {
    if (thread == THREADS - 1)
        nanosleep(&(struct timespec){.tv_nsec = 50000000}, NULL);
}

static void run_pass(void *argument, unsigned thread) {
    struct pass *pass = argument;
    doze(thread);
    laps_begin(&pass->laps, thread);
    doze(thread);
    pass->seconds[thread] = laps_end(&pass->laps, thread);
}

static void a_pass_lasts_until_the_slowest_is_done(void **state) {
    (void)state;
    struct team team = team_of(THREADS);
    struct pass pass;
    assert_int_equal(laps_init(&pass.laps, &team, NULL), 0);
    assert_int_equal(team_run(&team, run_pass, &pass, NULL), 0);
    assert_true(pass.seconds[0] >= 0.05 && pass.seconds[0] < 5);
    assert_true(isnan(pass.seconds[1]) && isnan(pass.seconds[2]));
    laps_free(&pass.laps);
}

static void shares_begin_on_pages_where_they_can(void **state) {
    (void)state;
    for (unsigned thread = 0; thread < 4; thread++) {
        struct share huge = share_of(8 * HUGE_PAGE_BYTES, 64, 4, thread);
        assert_int_equal(huge.first, 2 * thread * HUGE_PAGE_BYTES);
        assert_int_equal(huge.end, 2 * (thread + 1) * HUGE_PAGE_BYTES);
        struct share small = share_of(16384, 64, 4, thread);
        assert_int_equal(small.first, thread * 4096);
    }
    struct share last = share_of(128, 64, 3, 2);
    assert_int_equal(share_of(128, 64, 3, 0).end, 0);
    assert_int_equal(last.first, 64);
    assert_int_equal(last.end, 128);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_pass_lasts_until_the_slowest_is_done),
        cmocka_unit_test(shares_begin_on_pages_where_they_can),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
