/* so_far.c - loads what is recorded between two blocks, and prints it. */
#include "so_far.h"

#include "run_directory.h"

#include "common/clock.h"

#include <stdio.h>
#include <unistd.h>

enum { ROUNDS = 3, LONG_S = 20 };

/* The rounds that are left take as long as those that are there. */
static bool is_due(const struct so_far *so_far, const struct plan_block *done,
                   const struct plan_block *next) {
    const struct plan *plan = so_far->plan;
    if (plan->figure_count != 1 || done->round != ROUNDS || next->round == ROUNDS)
        return false;
    double each = (clock_now() - so_far->begun_s) / ROUNDS;
    return each * (plan->figure[0].rounds - ROUNDS) >= LONG_S;
}

static void print_rows(void *context, const struct plan_block *done,
                       const struct plan_block *next) {
    const struct so_far *so_far = context;
    struct terminal terminal = terminal_of(STDERR_FILENO);
    struct results results;
    struct error err;
    if (!is_due(so_far, done, next))
        return;
    int status = run_directory_load(so_far->directory, &results, &err);
    if (status == 0) {
        status = table_print_so_far(&results, 0, ROUNDS, &terminal, stderr, &err);
        results_free(&results);
    }
    if (status < 0)
        fprintf(stderr, "virtax: warning: no table so far: %s\n", err.text);
}

const struct measure_listener *so_far_listen(struct so_far *so_far, const struct plan *plan,
                                             const char *directory) {
    *so_far = (struct so_far){.plan = plan,
                              .directory = directory,
                              .begun_s = clock_now(),
                              .listener = {.between = print_rows, .context = so_far}};
    return &so_far->listener;
}
