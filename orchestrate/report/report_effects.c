/* report_effects.c - what each factor of a study or of a factorial changes. */
#include "report_parts.h"

#include "reading.h"

static void put_levels(FILE *out, const struct plan_series *series) {
    fputs("<li>", out);
    html_printf(out, "%s: ", series->name);
    if (!series->effect)
        html_printf(out, "network=%s storage=%s", network_way_names[series->traits.network],
                    storage_way_names[series->traits.storage]);
    else
        html_printf(out, "%s", series->environment);
    for (size_t i = 0; i < series->parameters.count; i++)
        html_printf(out, " --%s=%s", series->parameters.item[i].key,
                    series->parameters.item[i].value);
    fputs("</li>\n", out);
}

/* Of a study, those that it varies; of a factorial, all. */
static void put_series(FILE *out, const struct plan_figure *figure) {
    bool study = plan_baseline(figure) >= 0;
    fputs("<details><summary>What each series is made of</summary><ul>\n", out);
    for (size_t s = 0; s < figure->series_count; s++)
        if (!study || figure->series[s].effect)
            put_levels(out, &figure->series[s]);
    fputs("</ul></details>\n", out);
}

void report_effects(FILE *out, const struct results *results, size_t figure) {
    const struct summary *effects = results->effects ? &results->effects[figure] : NULL;
    if (!effects || effects->row_count == 0)
        return;
    html_put(out, "h3", "%s", effects->shown.title);
    html_put(out, HTML_FAINT, "Overhead against %s, paired by block: %s.",
             summary_series(effects, 0), effects_note(effects));
    report_chart(out, results, figure, "-effects", "Effect of each factor as ratio to the baseline",
                 effects);
    report_table(out, effects);
    html_list(out, "Warnings of these effects:", effects->warning, effects->warning_count);
    put_series(out, effects->figure);
}
