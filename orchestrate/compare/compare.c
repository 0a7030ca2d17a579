/* compare.c - finds the rows that runs have in common, and estimates how these differ. */
#include "compare.h"

#include "base/array.h"
#include "common/cleanup.h"
#include "plan/plan_json.h"
#include "statistics/between.h"
#include "statistics/cells.h"

#include <math.h>
#include <string.h>

const char compare_note[] =
    "change: of the reference's values, else (1 + overhead) / (1 + overhead of A) - 1; blocks of "
    "different runs are no pairs, so that its interval is Welch's";

/* Whose series is the reference there. */
static bool is_reference(const struct summary *summary, const struct summary_row *row) {
    return row->planned == 0 && summary->series_count > 0;
}

static struct known known_of(const struct summary *summary, const struct summary_row *row) {
    size_t x = (size_t)(row - summary->row) % summary_x_count(summary);
    return is_reference(summary, row)
               ? known_of_values(summary->x[x].scale, row->values, row->blocks)
               : known_of_comparison(&row->against);
}

/* Rows of every series of the first run below those of a reference without a name, which a summary
 * has: the first run itself. */
static int make_change(const struct summary *first, const struct summary *its,
                       struct summary *change) {
    size_t x_count = summary_x_count(first);
    *change = (struct summary){.figure = first->figure,
                               .index = first->index,
                               .shown = first->shown,
                               .margin = first->margin,
                               .series_count = first->series_count + 1};
    change->row = calloc(x_count + first->row_count + 1, sizeof *change->row);
    if (!change->row)
        return -1;
    for (size_t x = 0; x < x_count; x++) {
        struct summary_row *row = &change->row[change->row_count++];
        *row = first->row[x];
        row->series = "";
        row->against = comparison_with_itself(BY_RATIO, 0);
    }
    for (size_t i = 0; i < first->row_count; i++) {
        const struct summary_row *before = &first->row[i];
        const struct summary_row *after = summary_find(its, before->series, before->x);
        struct summary_row *row = &change->row[change->row_count++];
        *row = *before;
        row->against = comparison_with_itself(BY_RATIO, 0);
        if (after) {
            struct known known = known_of(first, before);
            struct known later = known_of(its, after);
            row->against = between_of(&known, &later);
        }
        row->moments.n = estimate_of(&row->against)->n;
    }
    summary_judge(change);
    return 0;
}

static int add_line(const struct compare *compare, struct compare_figure *figure, size_t k,
                    const struct summary *summary, const struct summary_row *row) {
    const struct cells cells = results_cells(&compare->run[k], summary, record_shown);
    const struct summary *change = figure->change[k].row_count > 0 ? &figure->change[k] : NULL;
    struct compare_line *line = array_add(figure->line, figure->line_count);
    if (!line)
        return -1;
    *line =
        (struct compare_line){.run = k,
                              .summary = summary,
                              .row = row,
                              .emulated = cells_emulated(&cells, row->planned),
                              .of_values = is_reference(summary, row),
                              .change = change,
                              .changed = change ? summary_find(change, row->series, row->x) : NULL};
    return 0;
}

/* Those of a run that the first lacks are told, and no lines. */
static int add_lines(struct compare *compare, struct compare_figure *figure, size_t s, size_t x) {
    const struct summary *first =
        &compare->run[0].summary[figure->plan - compare->run[0].plan.figure];
    const struct summary_row *row = summary_at(first, s, x);
    for (size_t k = 0; k < compare->run_count; k++) {
        int f = plan_figure_index(&compare->run[k].plan, figure->plan->name);
        const struct summary *summary = f >= 0 ? &compare->run[k].summary[f] : NULL;
        const struct summary_row *its = summary ? summary_find(summary, row->series, row->x) : NULL;
        if (its && add_line(compare, figure, k, summary, its) < 0)
            return -1;
    }
    return 0;
}

/* Names the rows of `one` that `other` has not. */
static void tell_missing(const struct summary *one, const struct summary *other, size_t other_run,
                         struct words *warnings) {
    size_t missing = 0;
    const struct summary_row *first = NULL;
    for (size_t i = 0; i < one->row_count; i++)
        if (!summary_find(other, one->row[i].series, one->row[i].x)) {
            first = first ? first : &one->row[i];
            missing++;
        }
    char label[2];
    if (first)
        words_say(warnings, "%s: %s lacks %zu row%s, the first is %s%s%s", one->figure->name,
                  compare_label(other_run, label), missing, missing == 1 ? "" : "s", first->series,
                  *first->x ? " " : "", first->x);
}

static int compare_figure(struct compare *compare, size_t f, const struct compare_allowed *allowed,
                          struct error *err) {
    const struct results *run = compare->run;
    const struct summary *first = &run[0].summary[f];
    struct compare_figure figure = {.plan = &run[0].plan.figure[f]};
    figure.change = calloc(compare->run_count, sizeof *figure.change);
    struct compare_figure *place = array_add(compare->figure, compare->figure_count);
    if (!figure.change || !place) {
        free(figure.change);
        compare->figure_count -= place != NULL;
        return error_failed(err, "out of memory");
    }
    *place = figure;
    for (size_t k = 1; k < compare->run_count; k++) {
        int other = plan_figure_index(&run[k].plan, figure.plan->name);
        if (other < 0)
            continue;
        const struct summary *its = &run[k].summary[other];
        if (compare_check(run, k, f, (size_t)other, allowed, &compare->warnings, err) < 0)
            return -1;
        tell_missing(first, its, k, &compare->warnings);
        tell_missing(its, first, 0, &compare->warnings);
        if (make_change(first, its, &place->change[k]) < 0)
            return error_failed(err, "%s: out of memory", figure.plan->name);
    }
    for (size_t x = 0; x < summary_x_count(first); x++)
        for (size_t s = 0; s < first->series_count; s++)
            if (add_lines(compare, place, s, x) < 0)
                return error_failed(err, "%s: out of memory", figure.plan->name);
    return 0;
}

/* Does another run have it? Those that have not are told. */
static bool in_common(struct compare *compare, const char *figure) {
    size_t found = 0;
    char label[2];
    for (size_t k = 1; k < compare->run_count; k++) {
        bool has = plan_figure_index(&compare->run[k].plan, figure) >= 0;
        found += has;
        if (!has)
            words_say(&compare->warnings, "%s is not in %s", figure, compare_label(k, label));
    }
    return found > 0;
}

int compare_runs(const struct results *run, size_t count, const struct compare_allowed *allowed,
                 struct compare *compare, struct error *err) {
    *compare = (struct compare){.run_count = count, .run = run};
    int status = 0;
    for (size_t f = 0; f < run[0].plan.figure_count && status == 0; f++)
        if (in_common(compare, run[0].plan.figure[f].name))
            status = compare_figure(compare, f, allowed, err);
    if (status == 0 && compare->figure_count == 0)
        status = error_usage(err, "%s: no other run has a figure of this one", run[0].directory);
    if (status < 0)
        compare_free(compare);
    return status;
}

void compare_free(struct compare *compare) {
    for (size_t f = 0; f < compare->figure_count; f++) {
        for (size_t k = 0; k < compare->run_count; k++)
            summary_free(&compare->figure[f].change[k]);
        free(compare->figure[f].change);
        free(compare->figure[f].line);
    }
    free(compare->figure);
    words_free(&compare->warnings);
    *compare = (struct compare){0};
}
