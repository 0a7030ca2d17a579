/* report_others.c - what other studies measured of the same. */
#include "report_parts.h"

#include <string.h>

void report_others(FILE *out, const struct results *results, size_t figure) {
    const char *name = results->summary[figure].figure->name;
    bool any = false;
    for (size_t i = 0; i < results->others.count; i++) {
        const struct other *other = &results->others.other[i];
        if (strcmp(other->figure, name) != 0)
            continue;
        if (!any) {
            html_put(out, "h3", "What others measured");
            html_put(out, HTML_FAINT,
                     "Other hardware, and other ways to measure: only orders of "
                     "magnitude compare.");
            fputs(HTML_TABLE(" class=\"wrap\"") "<th scope=\"col\">of what</th><th "
                                                "scope=\"col\">they say</th>"
                                                "<th scope=\"col\">source</th>" HTML_ROWS,
                  out);
        }
        any = true;
        fputs("<tr>", out);
        html_put(out, "td", "%s", other->what);
        html_put(out, "td", "%s", other->says);
        html_put(out, "td", "%s", other->source);
        fputs("</tr>\n", out);
    }
    if (any)
        fputs(HTML_TABLE_END, out);
}
