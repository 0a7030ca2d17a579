/* report_chart.c - a figure's drawings inside report.html. */
#include "report_parts.h"

#include "common/cleanup.h"
#include "common/smallfile.h"

#include <string.h>

/* The drawing itself, from <svg on: the XML prologue has no place inside HTML. */
static const char *drawing_of(const char *svg) {
    return svg ? strstr(svg, "<svg") : NULL;
}

/* gnuplot gives all drawings the same ids, which must be unique in one page. */
static void put_drawing(FILE *out, const char *svg, const char *prefix) {
    static const char *const before_id[] = {" id='", " id=\"", "href='#", "url(#"};
    while (*svg) {
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

void report_chart(FILE *out, const struct results *results, size_t figure, const char *suffix,
                  const char *description) {
    const char *name = results->plan.figure[figure].name;
    cleanup_free char *path = NULL;
    cleanup_free char *svg = NULL;
    if (asprintf(&path, "%s/figures/%s%s.svg", results->directory, name, suffix) < 0)
        path = NULL;
    if (path && access(path, R_OK) == 0)
        svg = small_file_read(path, NULL);
    if (!drawing_of(svg)) {
        html_put(out, HTML_NOTE,
                 "There is no chart figures/%s%s.svg. Charts are drawn by gnuplot (Debian: "
                 "apt-get install gnuplot-nox); then: virtax report %s",
                 name, suffix, results->directory);
        return;
    }
    fputs("<figure><div class=\"chart\" role=\"img\" aria-label=\"", out);
    html_text(out, description);
    char prefix[128];
    snprintf(prefix, sizeof prefix, "%s%s", name, suffix);
    fputs("\">", out);
    put_drawing(out, drawing_of(svg), prefix);
    fputs("</div></figure>\n", out);
}
