/* aa.c - counts rows whose interval excludes equality, each and all together. */
#include "aa.h"

#include <string.h>

static const double AA_FAMILY = 0.999;

bool aa_is(const struct plan_figure *figure, size_t series) {
    const char *reference = figure->series[0].name, *name = figure->series[series].name;
    size_t size = strlen(reference);
    return strncmp(name, reference, size) == 0 && strcmp(name + size, "-2") == 0;
}

void aa_add(struct summary *summary, const struct summary_row *row, enum scale scale,
            const struct step *step, size_t blocks) {
    struct summary_aa *aa = &summary->aa;
    const struct estimate *estimate = estimate_of(&row->against);
    if (estimate->n < 2)
        return;
    aa->rows++;
    struct estimate of_family = comparison_estimate(scale, step, blocks, aa->confidence);
    aa->outside_gate += side_of(scale, &of_family) != 0;
    if (side_of(scale, estimate) == 0)
        return;
    aa->outside_95++;
    summary_warn(summary, "%s: %s%s%s %s itself is %.4f [%.4f, %.4f], outside its 95 %%",
                 summary->figure->name, row->series, *row->x ? " " : "", row->x,
                 scale == BY_RATIO ? "against" : "minus", estimate->value, estimate->lo,
                 estimate->hi);
}

void aa_declare(struct summary *summary) {
    const struct plan_figure *figure = summary->figure;
    for (size_t s = 1; s < figure->series_count; s++)
        if (aa_is(figure, s))
            summary->aa = (struct summary_aa){
                .present = true,
                .confidence = family_confidence(AA_FAMILY, summary->x_count),
            };
}

void aa_judge(struct summary *summary) {
    struct summary_aa *aa = &summary->aa;
    if (!aa->present)
        return;
    aa->passed = aa->rows > 0 && aa->outside_gate == 0;
    if (aa->rows == 0)
        summary_warn(summary, "%s: A/A gate: no row has two pairs to compare; run more rounds",
                     summary->figure->name);
    else if (!aa->passed)
        summary_warn(summary, "%s: A/A gate failed: %zu of %zu rows differ from themselves",
                     summary->figure->name, aa->outside_gate, aa->rows);
}
