/* plan_sequence.c - counts figures times swept values. */
#include "plan_sequence.h"

#include "sweep.h"

#include <stdio.h>

/* A view has no blocks. */
static size_t values_of(const struct plan_figure *figure) {
    if (figure->view_of)
        return 0;
    return sweep_present(figure) ? figure->sweep_values.count : 1;
}

static size_t before_figure(const struct plan *plan, size_t figure) {
    size_t count = 0;
    for (size_t i = 0; i < figure; i++)
        count += values_of(&plan->figure[i]);
    return count;
}

size_t plan_sequences(const struct plan *plan) {
    return before_figure(plan, plan->figure_count);
}

struct plan_sequence plan_sequence_at(const struct plan *plan, size_t number) {
    size_t figure = 0;
    while (number >= values_of(&plan->figure[figure]))
        number -= values_of(&plan->figure[figure++]);
    return (struct plan_sequence){.figure = figure,
                                  .x = sweep_present(&plan->figure[figure]) ? (int)number : -1};
}

size_t plan_sequence_of(const struct plan *plan, const struct plan_block *block) {
    return before_figure(plan, block->figure) + (size_t)(block->x < 0 ? 0 : block->x);
}

const char *plan_sequence_text(const struct plan *plan, size_t number, char *buffer, size_t size) {
    struct plan_sequence sequence = plan_sequence_at(plan, number);
    const struct plan_figure *figure = &plan->figure[sequence.figure];
    char text[256];
    if (sequence.x < 0)
        snprintf(buffer, size, "%s", figure->name);
    else
        snprintf(buffer, size, "%s/%s", figure->name,
                 sweep_text(figure, (size_t)sequence.x, text, sizeof text));
    return buffer;
}
