/* compare_html.c - a comparison as a page: a table for each figure, the runs, the warnings. */
#include "compare_columns.h"

#include "base/durable.h"
#include "common/cleanup.h"
#include "report/reading.h"
#include "report/report_parts.h"

static void put_line(FILE *out, const struct compare *compare, const struct compare_line *line) {
    char buffer[256];
    fputs("<tr>", out);
    for (size_t c = 0; c < compare_column_count; c++)
        if (compare_columns[c].heading) {
            buffer[0] = '\0';
            html_put(out, compare_columns[c].right ? "td class=\"number\"" : "td", "%s",
                     compare_columns[c].text(compare, line, buffer, sizeof buffer));
        }
    fputs("</tr>\n", out);
}

static void put_figure(FILE *out, const struct compare *compare,
                       const struct compare_figure *figure) {
    fputs("<section>", out);
    html_put(out, "h2", "%s: %s", figure->plan->name, figure->plan->title);
    fputs(HTML_TABLE(""), out);
    for (size_t c = 0; c < compare_column_count; c++)
        if (compare_columns[c].heading)
            html_put(out, compare_columns[c].right ? HTML_NUMBERS : "th", "%s",
                     compare_columns[c].heading);
    fputs(HTML_ROWS, out);
    for (size_t i = 0; i < figure->line_count; i++)
        put_line(out, compare, &figure->line[i]);
    fputs(HTML_TABLE_END "</section>\n", out);
}

static void put_runs(FILE *out, const struct compare *compare) {
    fputs("<section><h2>The runs</h2><dl>\n", out);
    for (size_t k = 0; k < compare->run_count; k++) {
        const struct results *run = &compare->run[k];
        const json_t *before = json_object_get(run->machine, "before");
        const char *model = json_string_value(json_object_get(before, "cpu_model"));
        const char *kernel = json_string_value(json_object_get(before, "kernel"));
        char label[2];
        html_fact(out, compare_label(k, label), "%s, planned %s, virtax %s, %s, Linux %s",
                  run->directory, run->plan.created, run->plan.version, model ? model : "-",
                  kernel ? kernel : "-");
    }
    fputs("</dl></section>\n", out);
}

static void put_page(FILE *out, const struct compare *compare) {
    html_begin(out, "virtax comparison", 0);
    fputs("<header><p class=\"eyebrow\">virtax: what isolation costs</p><h1>Runs side by side</h1>",
          out);
    html_put(out, HTML_FAINT, "%s.", compare_note);
    fputs("</header>\n", out);
    html_list(out, "What differs:", compare->warnings.word, compare->warnings.count);
    for (size_t f = 0; f < compare->figure_count; f++)
        put_figure(out, compare, &compare->figure[f]);
    put_runs(out, compare);
    fputs(HTML_END, out);
}

int compare_write_html(const struct compare *compare, const char *path, struct error *err) {
    cleanup_free char *text = NULL;
    size_t size = 0;
    FILE *out = open_memstream(&text, &size);
    if (!out)
        return error_errno(err, "%s", path);
    put_page(out, compare);
    return fclose(out) == 0 ? file_write(path, text, size, err) : error_errno(err, "%s", path);
}
