/* precision.c - half-widths and spreads from a summary's intervals. */
#include "precision.h"

#include "common/cleanup.h"
#include "plan/plan_sequence.h"
#include "rows.h"
#include "stein.h"

#include <gsl/gsl_cdf.h>
#include <math.h>
#include <string.h>

static const double CONFIDENCE = 0.95;

static bool is_emulated(const struct plan *plan, const struct summary *summary,
                        const struct summary_row *row) {
    return plan_is_emulated(plan, &summary->figure->series[row->planned]);
}

static bool is_of(const struct summary_row *row, struct plan_sequence sequence) {
    return row->planned > 0 && row->value == sequence.x;
}

/* Where each of a sequence's comparisons with the reference is emulated, these are what there is.
 */
static bool all_emulated(const struct plan *plan, const struct summary *summary,
                         struct plan_sequence sequence) {
    for (size_t i = 0; i < summary->row_count; i++)
        if (is_of(&summary->row[i], sequence) && !is_emulated(plan, summary, &summary->row[i]))
            return false;
    return true;
}

/* The half-width in the unit in which steps are normal, and how wide it may be: logarithms, or
 * shares of the reference's mean. NAN where there is no interval. */
static double half_width_of(const struct summary *summary, const struct summary_row *row,
                            double wanted, double *limit) {
    const struct estimate *estimate = estimate_of(&row->against);
    *limit = log1p(wanted);
    if (scale_of(&row->against) == BY_RATIO)
        return log(estimate->hi / estimate->lo) / 2;
    const struct summary_row *reference = summary_find(summary, summary_series(summary, 0), row->x);
    double mean = reference ? fabs(reference->moments.mean) : 0;
    *limit = wanted;
    return mean > 0 ? (estimate->hi - estimate->lo) / 2 / mean : NAN;
}

static void take_row(const struct summary *summary, const struct summary_row *row, double wanted,
                     struct precision *precision) {
    double limit, half = half_width_of(summary, row, wanted, &limit);
    size_t pairs = estimate_of(&row->against)->n;
    if (!isfinite(half) || pairs < 2) {
        precision->untold++;
        return;
    }
    double t = gsl_cdf_tdist_Qinv((1 - CONFIDENCE) / 2, (double)(pairs - 1));
    double sd = half * sqrt((double)pairs) / t;
    size_t more = stein_blocks(pairs, sd, limit, CONFIDENCE) - pairs;
    /* What is just as wide as wanted is not told to take no more and to be too wide at once. */
    if (more == 0 && half > limit)
        more = 1;
    precision->rows++;
    if (precision->series[0] &&
        (more < precision->more || (more == precision->more && half <= precision->half_width)))
        return;
    snprintf(precision->series, sizeof precision->series, "%s", row->series);
    snprintf(precision->x, sizeof precision->x, "%s", row->x);
    precision->half_width = limit == wanted ? half : expm1(half);
    precision->pairs = pairs;
    precision->more = more;
}

static void judge(const struct plan *plan, const struct summary *summary,
                  struct plan_sequence sequence, double wanted, struct precision *precision) {
    precision->by_emulated = all_emulated(plan, summary, sequence);
    for (size_t i = 0; i < summary->row_count; i++) {
        const struct summary_row *row = &summary->row[i];
        if (!is_of(row, sequence))
            continue;
        if (!precision->by_emulated && is_emulated(plan, summary, row))
            precision->emulated++;
        else
            take_row(summary, row, wanted, precision);
    }
    precision->by_emulated = precision->by_emulated && precision->rows + precision->untold > 0;
}

int precision_of(const struct plan *plan, const struct records *records, double wanted,
                 struct precision **list, struct error *err) {
    size_t sequences = plan_sequences(plan), number = 0;
    cleanup_free struct precision *all = calloc(sequences + 1, sizeof *all);
    *list = NULL;
    if (!all)
        return error_failed(err, "out of memory");
    for (size_t f = 0; f < plan->figure_count; f++) {
        struct summary summary;
        if (plan->figure[f].view_of)
            continue;
        if (summary_make(plan, f, shown_of(&plan->figure[f]), record_shown, records, &summary,
                         err) < 0)
            return -1;
        for (; number < sequences && plan_sequence_at(plan, number).figure == f; number++)
            judge(plan, &summary, plan_sequence_at(plan, number), wanted, &all[number]);
        summary_free(&summary);
    }
    *list = all;
    all = NULL;
    return 0;
}
