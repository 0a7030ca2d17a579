/* report_chart.c - a figure's drawings inside report.html. */
#include "report_parts.h"

#include "common/cleanup.h"
#include "common/smallfile.h"
#include "gnuplot.h"

#include <string.h>

/* The drawing itself, from <svg on: the XML prologue has no place inside HTML. */
static const char *drawing_of(const char *svg) {
    return svg ? strstr(svg, "<svg") : NULL;
}

/* What a page shows as it hovers: gnuplot's names of its plots. */
static const char *past_title(const char *svg) {
    static const char begin[] = "<title>", end[] = "</title>";
    const char *last = strncmp(svg, begin, strlen(begin)) == 0 ? strstr(svg, end) : NULL;
    return last ? last + strlen(end) : svg;
}

/* Colours and widths of lines that were not drawn: a quarter of what gnuplot writes. */
static const char *past_empty_group(const char *svg) {
    static const char begin[] = "<g ", end[] = ">\n</g>\n";
    const char *last = strncmp(svg, begin, strlen(begin)) == 0 ? strchr(svg, '>') : NULL;
    return last && strncmp(last, end, strlen(end)) == 0 ? last + strlen(end) : svg;
}

static const char *past_unseen(const char *svg) {
    for (const char *next; (next = past_empty_group(past_title(svg))) != svg;)
        svg = next;
    return svg;
}

/* gnuplot gives all drawings the same ids, which must be unique in one page. */
static void put_drawing(FILE *out, const char *svg, const char *prefix) {
    static const char *const before_id[] = {" id='", " id=\"", "href='#", "url(#"};
    while (*(svg = past_unseen(svg))) {
        size_t length = 0;
        for (size_t i = 0; i < sizeof before_id / sizeof *before_id && !length; i++)
            if (strncmp(svg, before_id[i], strlen(before_id[i])) == 0)
                length = strlen(before_id[i]);
        if (length) {
            fprintf(out, "%.*s", (int)length, svg);
            html_printf(out, "%s-", prefix);
        } else {
            fputc(*svg, out);
        }
        svg += length ? length : 1;
    }
}

/* The file's drawing; NULL where there is none. */
static char *read_drawing(const struct results *results, size_t figure, const char *suffix,
                          const char *ending) {
    const char *name = results->plan.figure[figure].name;
    cleanup_free char *path = NULL;
    if (asprintf(&path, "%s/figures/%s%s%s", results->directory, name, suffix, ending) < 0)
        path = NULL;
    char *svg = path && access(path, R_OK) == 0 ? small_file_read(path, NULL) : NULL;
    if (drawing_of(svg))
        return svg;
    free(svg);
    return NULL;
}

/* Boxes with words in them, which take a whole screen to be read. */
static bool is_dense(const struct plan_figure *figure, const char *suffix) {
    return strcmp(suffix, "-ways") == 0 || (!*suffix && strcmp(figure->chart, "paths") == 0);
}

static void put_sized(FILE *out, const char *svg, const char *size, const char *prefix,
                      const char *description) {
    fprintf(out, "<div class=\"chart %s\" role=\"img\" aria-label=\"", size);
    html_text(out, description);
    fputs("\">", out);
    put_drawing(out, drawing_of(svg), prefix);
    fputs("</div>", out);
}

void report_chart(FILE *out, const struct results *results, size_t figure, const char *suffix,
                  const char *title, const struct summary *summary) {
    const char *name = results->plan.figure[figure].name;
    cleanup_free char *wide = read_drawing(results, figure, suffix, ".svg");
    cleanup_free char *narrow = read_drawing(results, figure, suffix, CHART_NARROW);
    cleanup_free char *alt = summary ? report_alt(summary, title) : NULL;
    const char *description = alt ? alt : title;
    char prefix[128];
    if (!wide) {
        html_put(out, HTML_NOTE,
                 "There is no chart figures/%s%s.svg. Charts are drawn by gnuplot (Debian: "
                 "apt-get install gnuplot-nox); then: virtax report %s",
                 name, suffix, results->directory);
        return;
    }
    bool dense = is_dense(&results->plan.figure[figure], suffix);
    fputs(dense ? "<figure class=\"dense\">" : "<figure>", out);
    snprintf(prefix, sizeof prefix, "%s%s", name, suffix);
    put_sized(out, wide, narrow ? "wide" : "any", prefix, description);
    snprintf(prefix, sizeof prefix, "%s%s-narrow", name, suffix);
    if (narrow)
        put_sized(out, narrow, "narrow", prefix, description);
    fputs("</figure>\n", out);
}
