/* plan_fixture.h - one plan that tests fill, order and empty again. */
#ifndef VIRTAX_TESTS_PLAN_FIXTURE_H
#define VIRTAX_TESTS_PLAN_FIXTURE_H

#include "base/array.h"
#include "base/words.h"
#include "plan/plan.h"
#include "planning/order.h"
#include "yields_fixture.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <string.h>

#include <cmocka.h>

static struct plan plan;

/* Adds a figure (earlier ones may move) of `series` series and, with `values` > 0, a sweep. */
static struct plan_figure *add_figure(const char *name, size_t series, unsigned rounds,
                                      size_t values) {
    struct plan_figure *figure = array_add(plan.figure, plan.figure_count);
    *figure = (struct plan_figure){
        .name = plan_copy(name),
        .title = plan_copy("a title"),
        .kernel = plan_copy("stream"),
        .metric = plan_copy("bandwidth"),
        .unit = plan_copy("GB/s"),
        .axis = plan_copy("bandwidth"),
        .yields = yields_of(YIELDS_OF_MEMORY),
        .chart = plan_copy("bars"),
        .cpus = plan_copy("0-3"),
        .memory_nodes = plan_copy("0"),
        .guest_vcpus = 4,
        .guest_memory = UINT64_C(1) << 30,
        .rounds = rounds,
        .boots = BOOT_BLOCK,
        .cell_timeout_s = 120.5,
    };
    words_add(&figure->results, values ? "" : "copy");
    for (size_t i = 0; i < series; i++) {
        char text[32];
        snprintf(text, sizeof text, "s%zu", i);
        plan_add_series(figure, text, "native", NULL);
    }
    figure->sweep_key = values ? plan_copy("threads") : NULL;
    for (size_t i = 0; i < values; i++) {
        char text[32];
        snprintf(text, sizeof text, "%zu", i + 1);
        words_add(&figure->sweep_values, text);
    }
    return figure;
}

__attribute__((unused)) static void order(uint64_t seed) {
    struct error err = {.text = ""};
    plan.seed = seed;
    if (plan_order(&plan, &err) < 0)
        fail_msg("%s", err.text);
}

__attribute__((unused)) static int empty(void **state) {
    (void)state;
    plan_free(&plan);
    return 0;
}

__attribute__((unused)) static bool same_blocks(const struct plan_block *a,
                                                const struct plan_block *b, size_t count) {
    for (size_t i = 0; i < count; i++) {
        size_t series = plan.figure[a[i].figure].series_count;
        if (a[i].figure != b[i].figure || a[i].x != b[i].x || a[i].round != b[i].round ||
            memcmp(a[i].order, b[i].order, series * sizeof *a[i].order) != 0)
            return false;
    }
    return true;
}

#endif
