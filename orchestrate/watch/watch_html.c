/* watch_html.c - the state of a run as a page that loads itself again. */
#include "watch.h"

#include "base/durable.h"
#include "common/cleanup.h"
#include "common/units.h"
#include "measure/record_text.h"
#include "report/report_parts.h"

#include <math.h>
#include <time.h>

static void put_state(FILE *out, const struct watch *watch) {
    char text[512], time_text[32], left[32];
    time_t now = time(NULL);
    strftime(time_text, sizeof time_text, "%Y-%m-%d %H:%M:%S UTC", gmtime(&now));
    html_put(out, "p class=\"banner\"", "%s", watch_words(watch, text, sizeof text));
    fprintf(out, "<p><progress max=\"%zu\" value=\"%zu\" style=\"width:100%%\"></progress></p>\n",
            watch->cells ? watch->cells : 1, watch->done);
    if (watch->phase != WATCH_GOES_ON)
        snprintf(text, sizeof text, "As it was at %s.", time_text);
    else if (isfinite(watch->left_s))
        snprintf(text, sizeof text, "Now %s; about %s left at %s.", watch->now,
                 format_time(trunc(watch->left_s), left, sizeof left), time_text);
    else
        snprintf(text, sizeof text, "Now %s, at %s.", watch->now, time_text);
    html_put(out, HTML_FAINT, "%s", text);
}

/* The cells of a series that are planned and done, and the newest record that counts. */
static void put_series(FILE *out, const struct watch *watch, size_t figure, size_t series) {
    size_t planned = 0, done = 0, bad = 0;
    const json_t *newest = NULL;
    for (size_t b = 0; b < watch->plan.block_count; b++) {
        const struct plan_block *block = &watch->plan.block[b];
        if (block->figure != figure)
            continue;
        const json_t *record = records_of(&watch->plan, block, series, &watch->records);
        bool valid = json_is_true(json_object_get(record, "valid"));
        planned++;
        done += record != NULL;
        bad += record && !valid;
        newest = valid ? record : newest;
    }
    char values[256];
    fputs("<tr>", out);
    html_put(out, "td", "%s", watch->plan.figure[figure].name);
    html_put(out, "td", "%s", watch->plan.figure[figure].series[series].name);
    html_put(out, "td class=\"number\"", "%zu of %zu", done, planned);
    html_put(out, "td class=\"number\"", "%zu", bad);
    html_put(out, "td", "%s", watch_values(watch, newest, values, sizeof values));
    fputs("</tr>\n", out);
}

static void put_failures(FILE *out, const struct watch *watch) {
    const char *cell;
    json_t *record;
    char cause[512];
    size_t count = 0;
    json_object_foreach(watch->records.by_cell, cell, record) {
        if (json_is_true(json_object_get(record, "valid")))
            continue;
        if (count++ == 0)
            fputs("<div class=\"note\">Cells that do not count:<ul>\n", out);
        html_put(out, "li", "%s: %s", cell, record_cause(record, cause, sizeof cause));
    }
    if (count > 0)
        fputs("</ul></div>\n", out);
}

static void put_page(FILE *out, const struct watch *watch, unsigned reload) {
    html_begin(out, "virtax watch", reload);
    fputs("<header><p class=\"eyebrow\">virtax: what isolation costs</p><h1>A run and its state"
          "</h1>\n",
          out);
    put_state(out, watch);
    fputs("</header>\n", out);
    put_failures(out, watch);
    fputs("<section>" HTML_TABLE(
              "") "<th scope=\"col\">figure</th><th scope=\"col\">series</th><" HTML_NUMBERS
                  ">cells</th><" HTML_NUMBERS
                  ">do not count</th><th scope=\"col\">last values</th>" HTML_ROWS,
          out);
    for (size_t f = 0; f < watch->plan.figure_count; f++)
        for (size_t s = 0; !watch->plan.figure[f].view_of && s < watch->plan.figure[f].series_count;
             s++)
            put_series(out, watch, f, s);
    fputs(HTML_TABLE_END "</section>\n" HTML_END, out);
}

int watch_write_html(const struct watch *watch, const char *path, unsigned reload,
                     struct error *err) {
    cleanup_free char *text = NULL, *beside = NULL;
    size_t size = 0;
    FILE *out = open_memstream(&text, &size);
    if (!out)
        return error_errno(err, "%s", path);
    put_page(out, watch, reload);
    if (fclose(out) != 0 || asprintf(&beside, "%s.new", path) < 0)
        return error_errno(err, "%s", path);
    if (file_write(beside, text, size, err) < 0)
        return -1;
    if (rename(beside, path) == 0)
        return 0;
    error_errno(err, "%s: cannot be replaced", path);
    unlink(beside);
    return -1;
}
