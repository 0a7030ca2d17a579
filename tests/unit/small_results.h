/* small_results.h - two series at two x's with chosen numbers, for the tests of the writers. */
#ifndef VIRTAX_TEST_SMALL_RESULTS_H
#define VIRTAX_TEST_SMALL_RESULTS_H

#include "environments/environments.h"
#include "report/output.h"

#include <math.h>
#include <string.h>

struct small_results {
    struct results results;
    struct plan_figure figure;
    struct plan_series series[3];
    struct summary summary;
    struct summary_row row[6];
    char *plan_warning[2], *warning[2]; /* room for those that a test adds */
};

static const struct spread small_spread = {NAN, NAN, NAN, NAN, NAN, NAN, NAN, NAN};

/* By difference instead. */
static inline void small_difference(struct summary_row *row, struct estimate difference) {
    row->against = (struct comparison){{0, NAN, NAN, NAN}, difference, NAN, small_spread};
}

static inline void small_row(struct summary_row *row, const char *series, const char *x,
                             double mean, struct estimate ratio) {
    *row = (struct summary_row){.figure = "fig02",
                                .series = series,
                                .x = x,
                                .paper_x = x,
                                .metric = "bandwidth",
                                .unit = "GB/s",
                                .moments = {5, mean, 0.05, mean},
                                .against = {ratio, {0, NAN, NAN, NAN}, NAN, small_spread}};
}

/* native, docker (undecided, better), kvm (worse, one pair only). */
static inline const struct results *small_results(struct small_results *small) {
    memset(small, 0, sizeof *small);
    struct plan *plan = &small->results.plan;
    static const char *const names[] = {"native", "docker", "kvm"};
    for (size_t i = 0; i < 3; i++)
        small->series[i] = (struct plan_series){
            .name = (char *)names[i],
            .environment = (char *)names[i],
            .traits = environment_find(names[i], NULL)->traits,
        };
    plan->profile = (char *)"quick";
    plan->seed = 42;
    plan->figure_count = 1;
    plan->figure = &small->figure;
    small->figure = (struct plan_figure){.name = (char *)"fig02",
                                         .title = (char *)"STREAM's bandwidth {one_socket}",
                                         .kernel = (char *)"stream",
                                         .metric = (char *)"bandwidth",
                                         .unit = (char *)"GB/s",
                                         .axis = (char *)"bandwidth",
                                         .chart = (char *)"bars",
                                         .cpus = (char *)"0",
                                         .series_count = 3,
                                         .series = small->series,
                                         .rounds = 5};
    small_row(&small->row[0], "native", "copy", 10, (struct estimate){5, 1, NAN, NAN});
    small_row(&small->row[1], "native", "triad", 20, (struct estimate){5, 1, NAN, NAN});
    small_row(&small->row[2], "docker", "copy", 9.99, (struct estimate){5, 0.999, 0.99, 1.01});
    small_row(&small->row[3], "docker", "triad", 22, (struct estimate){5, 1.1, 1.05, 1.15});
    small_row(&small->row[4], "kvm", "copy", 9.87, (struct estimate){5, 0.987, 0.98, 0.994});
    small_row(&small->row[5], "kvm", "triad", 19.5, (struct estimate){1, 0.975, NAN, NAN});
    for (size_t i = 0; i < 6; i++)
        small->row[i].planned = i / 2;
    small->row[5].moments = (struct moments){1, 19.5, NAN, 19.5};
    small->summary = (struct summary){.figure = &plan->figure[0],
                                      .shown = shown_of(&plan->figure[0]),
                                      .margin = 0.01,
                                      .series_count = 3,
                                      .row_count = 6,
                                      .row = small->row,
                                      .cells_planned = 15,
                                      .cells_recorded = 12,
                                      .cells_valid = 11,
                                      .warning = small->warning,
                                      .emulated = true};
    small->summary.shown.direction = HIGHER_IS_BETTER;
    plan->warning = small->plan_warning;
    summary_judge(&small->summary);
    small->results.summary_count = 1;
    small->results.summary = &small->summary;
    return &small->results;
}

#endif
