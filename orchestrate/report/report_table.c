/* report_table.c - a figure's rows in report.html. */
#include "report_parts.h"

#include "reading.h"

/* Colour never stands alone: the word says the same. */
static const char *verdict_word(enum verdict verdict) {
    switch (verdict) {
    case VERDICT_REFERENCE:
        return "reference";
    case VERDICT_BETTER:
        return "better";
    case VERDICT_WORSE:
        return "worse";
    case VERDICT_DIFFERENT:
        return "different";
    case VERDICT_UNDECIDED:
        return "includes 0";
    default:
        return "too few blocks";
    }
}

static const char *verdict_class(enum verdict verdict) {
    return verdict == VERDICT_BETTER ? "better" : verdict == VERDICT_WORSE ? "worse" : "undecided";
}

static bool has_p(const struct summary *summary) {
    struct reading reading;
    for (size_t i = 0; i < summary->row_count; i++) {
        read_row(summary, &summary->row[i], summary_digits(summary), &reading);
        if (*reading.p)
            return true;
    }
    return false;
}

static void put_row(FILE *out, const struct summary *summary, size_t series, size_t x, bool p) {
    const struct summary_row *row = summary_at(summary, series, x);
    struct reading reading;
    read_row(summary, row, summary_digits(summary), &reading);
    bool last = series + 1 == summary->series_count;
    fprintf(out, "<tr class=\"%s%s\">", series == 0 ? "group " : "", last ? "last" : "");
    if (summary_has_x(summary)) {
        fputs("<td class=\"x\">", out);
        html_text(out, series == 0 ? row->x : "");
        fputs("</td>", out);
    }
    fputs("<td class=\"series\">", out);
    html_series(out, summary_series(summary, series), series);
    fprintf(out,
            "</td><td class=\"number n\">%s</td><td class=\"number mean\">%s<span "
            "class=\"narrow\"> ",
            reading.n, reading.mean);
    html_text(out, row->unit);
    fprintf(out, "</span></td><td class=\"number sd\">%s</td>", reading.sd);
    const char *class = verdict_class(reading.verdict);
    fprintf(out, "<td class=\"number overhead %s\">%s</td><td class=\"number interval %s\">%s</td>",
            class, reading.overhead, class, reading.interval);
    if (p)
        fprintf(out, "<td class=\"number p\">%s</td>", reading.p);
    fprintf(out, "<td class=\"reads\"><span class=\"verdict %s\">%s</span></td></tr>\n", class,
            verdict_word(reading.verdict));
}

void report_table(FILE *out, const struct summary *summary) {
    bool p = has_p(summary);
    fputs("<div class=\"scroll\"><table class=\"rows\"><thead><tr>", out);
    if (summary_has_x(summary)) {
        fputs("<th>", out);
        html_text(out, summary->figure->sweep_key ? summary->figure->sweep_key : "x");
        fputs("</th>", out);
    }
    fputs("<th>series</th><th class=\"number\">n</th><th class=\"number\">mean, ", out);
    html_text(out, summary->shown.unit);
    fprintf(
        out,
        "</th><th class=\"number\">sd</th><th class=\"number\">overhead</th>"
        "<th class=\"number\">95&nbsp;%% interval</th>%s<th>reads as</th></tr></thead><tbody>\n",
        p ? "<th class=\"number\">p</th>" : "");
    for (size_t x = 0; x < summary_x_count(summary); x++)
        for (size_t s = 0; s < summary->series_count; s++)
            put_row(out, summary, s, x, p);
    fputs("</tbody></table></div>\n", out);
}
