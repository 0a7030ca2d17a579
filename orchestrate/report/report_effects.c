/* report_effects.c - what each factor of a study changes, against the study's baseline. */
#include "report_parts.h"

static void put_levels(FILE *out, const struct plan_series *series) {
    fputs("<li>", out);
    html_printf(out, "%s: %s", series->name, series->environment);
    for (size_t i = 0; i < series->parameters.count; i++)
        html_printf(out, " --%s=%s", series->parameters.item[i].key,
                    series->parameters.item[i].value);
    fputs("</li>\n", out);
}

void report_effects(FILE *out, const struct results *results, size_t figure) {
    const struct summary *summary = &results->summary[figure];
    const struct summary *effects = results->effects ? &results->effects[figure] : NULL;
    if (!effects || effects->row_count == 0)
        return;
    html_put(out, "h3", "%s", effects->shown.title);
    html_put(out, HTML_FAINT,
             "One factor at a time, and all together, each against %s; paired by block. What the "
             "single effects do not add up to is interaction.",
             summary_series(effects, 0));
    report_chart(out, results, figure, "-effects",
                 "Effect of each factor as ratio to the baseline");
    report_table(out, effects);
    html_list(out, "Warnings of these effects:", effects->warning, effects->warning_count);
    fputs("<details><summary>What each series is made of</summary><ul>\n", out);
    for (size_t s = 0; s < summary->figure->series_count; s++)
        if (summary->figure->series[s].effect)
            put_levels(out, &summary->figure->series[s]);
    fputs("</ul></details>\n", out);
}
