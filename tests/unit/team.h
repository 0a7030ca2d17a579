/* team.h - a team of so many threads on all CPUs that there are. */
#ifndef VIRTAX_TEST_TEAM_H
#define VIRTAX_TEST_TEAM_H

#include "common/cpu_set.h"
#include "harness/threads.h"

static inline struct team team_of(unsigned threads) {
    struct team team;
    struct cpu_set cpus;
    assert_int_equal(threads_allowed_cpus(&cpus, NULL), 0);
    assert_int_equal(team_init(&team, threads, &cpus, NULL), 0);
    return team;
}

#endif
