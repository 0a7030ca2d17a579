/* beside.c - finds the study's ratios, and the row that stands for a figure. */
#include "beside.h"

#include <math.h>
#include <stdlib.h>

double paper_beside(const struct results *results, const struct summary *summary, size_t series,
                    size_t x) {
    const struct plan_figure *figure = summary->figure;
    const struct summary_row *row = summary_at(summary, series, x);
    const char *paper = summary->shown.paper;
    if (!paper)
        return NAN;
    return paper_ratio(&results->paper, paper, figure->series[row->planned].name,
                       figure->series[0].name, row->paper_x);
}

bool paper_covers(const struct results *results, const struct summary *summary, size_t series) {
    for (size_t x = 0; x < summary_x_count(summary); x++)
        if (isfinite(paper_beside(results, summary, series, x)))
            return true;
    return false;
}

static bool is_number(const char *text) {
    char *end = NULL;
    strtod(text, &end);
    return end != text && *end == '\0';
}

size_t headline_x(const struct summary *summary) {
    const struct words *swept = &summary->figure->sweep_values;
    size_t results = summary->shown.result_count, count = summary_x_count(summary);
    if (swept->count == 0 || results == 0 || count < results ||
        !is_number(swept->word[swept->count - 1]))
        return 0;
    return count - results;
}
