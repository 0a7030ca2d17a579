/* chart_effects.c - a factor study: what each factor changes, against the study's baseline. */
#include "chart_forest.h"

#include "chart_parts.h"
#include "statistics/effects.h"

static int put_script(FILE *script, const struct results *results, size_t figure, const char *path,
                      struct error *err) {
    const struct summary *summary = &results->summary[figure];
    struct summary effects;
    if (effects_of(summary, &effects, err) < 0)
        return -1;
    char title[256], subtitle[256];
    snprintf(title, sizeof title, "%s  Effect of each factor, as ratio to %s", effects.figure->name,
             summary_series(&effects, 0));
    const struct chart_frame frame = {
        .title = title, .subtitle = chart_subtitle(results, figure, subtitle, sizeof subtitle)};
    int status = chart_forest_put(script, &effects, &frame, path, err);
    summary_free(&effects);
    return status;
}

int chart_effects_write(const struct results *results, size_t figure, const char *path,
                        struct error *err) {
    return chart_draw(results, figure, path, put_script, err);
}
