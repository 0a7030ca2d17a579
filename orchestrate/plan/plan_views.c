/* plan_views.c - by the name of the figure that has the cells. */
#include "plan_views.h"

#include <string.h>

size_t plan_shown_by(const struct plan *plan, size_t figure) {
    const char *of = plan->figure[figure].view_of;
    for (size_t i = 0; of && i < plan->figure_count; i++)
        if (strcmp(plan->figure[i].name, of) == 0)
            return i;
    return figure;
}

void plan_views_follow(struct plan *plan) {
    for (size_t i = 0; i < plan->figure_count; i++)
        plan->figure[i].rounds = plan->figure[plan_shown_by(plan, i)].rounds;
}

static bool same_words(const struct words *a, const struct words *b) {
    bool same = a->count == b->count;
    for (size_t i = 0; same && i < a->count; i++)
        same = strcmp(a->word[i], b->word[i]) == 0;
    return same;
}

static bool same_cells(const struct plan_figure *a, const struct plan_figure *b) {
    bool same = a->series_count == b->series_count &&
                same_words(&a->sweep_values, &b->sweep_values) &&
                same_words(&a->sweep_sets, &b->sweep_sets);
    for (size_t i = 0; same && i < a->series_count; i++)
        same = strcmp(a->series[i].name, b->series[i].name) == 0;
    return same;
}

int plan_views_check(const struct plan *plan, struct error *err) {
    for (size_t i = 0; i < plan->figure_count; i++) {
        const struct plan_figure *view = &plan->figure[i];
        const struct plan_figure *of = &plan->figure[plan_shown_by(plan, i)];
        if (!view->view_of)
            continue;
        if (of->view_of)
            return error_failed(err, "%s.view_of: '%s' is no figure with cells", view->name,
                                view->view_of);
        if (!same_cells(view, of))
            return error_failed(err, "%s.view_of: has other series or swept values than %s",
                                view->name, of->name);
    }
    return 0;
}
