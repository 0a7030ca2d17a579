/* effects.c - borrows a study's rows, with their ratios to the baseline in place of those to the
 * reference. */
#include "effects.h"

#include <stdlib.h>

/* The rows of one series, which follow each other. */
static void take_series(const struct summary *study, size_t series, struct summary *effects) {
    const struct plan_series *source = &study->figure->series[series];
    effects->series_count++;
    for (size_t x = 0; x < summary_x_count(study); x++) {
        struct summary_row *row = &effects->row[effects->row_count++];
        *row = *summary_at(study, series, x);
        row->series = *source->effect ? source->effect : source->name;
        row->against = row->of_effect;
    }
}

int effects_of(const struct summary *study, struct summary *effects, struct error *err) {
    const struct plan_figure *figure = study->figure;
    *effects = (struct summary){.figure = figure,
                                .index = study->index,
                                .shown = study->shown,
                                .margin = study->margin,
                                .emulated = study->emulated};
    effects->shown.title = "Effect of each factor";
    int baseline = plan_baseline(figure);
    if (baseline < 0)
        return 0;
    effects->row = calloc(study->row_count + 1, sizeof *effects->row);
    if (!effects->row)
        return error_failed(err, "%s: out of memory for its effects", figure->name);
    take_series(study, (size_t)baseline, effects);
    for (size_t s = 0; s < figure->series_count; s++)
        if (figure->series[s].effect && (int)s != baseline)
            take_series(study, s, effects);
    summary_judge(effects);
    summary_tell_pairs(effects);
    summary_tell_skewed(effects);
    return 0;
}
