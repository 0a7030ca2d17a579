#include "effects.h"

#include <stdlib.h>

/* The rows of one series, which follow each other. */
static void take_series(const struct summary *study, size_t series, struct effects *effects) {
    const struct plan_series *source = &study->figure->series[series];
    size_t count = study->row_count / study->figure->series_count;
    struct plan_series *taken = &effects->figure.series[effects->figure.series_count++];
    *taken = *source;
    taken->name = *source->effect ? source->effect : source->name;
    for (size_t x = 0; x < count; x++) {
        struct summary_row *row = &effects->summary.row[effects->summary.row_count++];
        *row = study->row[series * count + x];
        row->series = taken->name;
        row->ratio = row->of_effect;
        row->p = row->p_of_effect;
    }
}

int effects_of(const struct summary *study, struct effects *effects, struct error *err) {
    const struct plan_figure *figure = study->figure;
    *effects = (struct effects){.figure = *figure};
    effects->figure.series_count = 0;
    effects->figure.series = NULL;
    effects->summary.figure = &effects->figure;
    int baseline = plan_baseline(figure);
    if (baseline < 0)
        return 0;
    effects->summary.row = calloc(study->row_count + 1, sizeof *effects->summary.row);
    effects->figure.series = calloc(figure->series_count, sizeof *effects->figure.series);
    if (!effects->summary.row || !effects->figure.series) {
        effects_free(effects);
        return error_failed(err, "%s: out of memory for its effects", figure->name);
    }
    effects->summary.emulated = study->emulated;
    take_series(study, (size_t)baseline, effects);
    for (size_t s = 0; s < figure->series_count; s++)
        if (figure->series[s].effect && (int)s != baseline)
            take_series(study, s, effects);
    return 0;
}

void effects_free(struct effects *effects) {
    free(effects->summary.row);
    free(effects->figure.series);
    *effects = (struct effects){0};
}
