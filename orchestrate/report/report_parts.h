/* report_parts.h - the sections of report.html, one file each, and the helpers that they share. */
#ifndef VIRTAX_REPORT_PARTS_H
#define VIRTAX_REPORT_PARTS_H

#include "output.h"
#include "verdict.h"

/* Text into HTML, escaped for element content and quoted attributes alike. */
void html_text(FILE *out, const char *text);

/* A page in the report's looks, up to its <main>; loaded again every `reload` seconds, or never
 * (0).
 */
void html_begin(FILE *out, const char *title, unsigned reload);
#define HTML_END "</main></body></html>\n"

/* The end of a page whose tables can be sorted. */
void html_end(FILE *out);

/* printf whose result is escaped; for anything that holds a name, a message or a value. */
void html_printf(FILE *out, const char *format, ...) __attribute__((format(printf, 2, 3)));

/* <TAG>text</>: `tag` with its attributes; the text printf-like and escaped. */
void html_put(FILE *out, const char *tag, const char *format, ...)
    __attribute__((format(printf, 3, 4)));

/* What `tag` may be: words beside the matter, and words that must not be overlooked. */
#define HTML_FAINT "p class=\"faint\""
#define HTML_NOTE "p class=\"note\""
#define HTML_NUMBERS "th scope=\"col\" class=\"number\"" /* the heading of a column of numbers */

/* A table begins with its headings, a th with its scope each, goes on with rows, and ends. */
#define HTML_TABLE(class) "<div class=\"scroll\"><table" class "><thead><tr>"
#define HTML_ROWS "</tr></thead><tbody>\n"
#define HTML_TABLE_END "</tbody></table></div>\n"

/* A table's cell; "-" where the value is not finite. */
void html_number(FILE *out, double value, int decimals);

/* Opens a cell of a table of class "cards", whose rows stand as cards where it is narrow: the label
 * says then what the heading of its column does. */
void html_card(FILE *out, const char *label);

/* A title, and texts below it that must not be overlooked; nothing where there are none. */
void html_list(FILE *out, const char *title, char *const *text, size_t count);

/* One line of a <dl>: both escaped; the value printf-like. */
void html_fact(FILE *out, const char *key, const char *format, ...)
    __attribute__((format(printf, 3, 4)));

/* A JSON value as people read it: arrays joined by blanks, objects as key=value. */
void html_json(FILE *out, const json_t *value);

/* The name of a series that a summary shows, with its colour. */
void html_series(FILE *out, const struct summary *summary, size_t series);

/* A verdict's words on its colour; nothing where there are none. */
void html_verdict(FILE *out, const char *text, enum verdict verdict);

/* A word of a command line, in single quotes where a shell would take it apart. */
void html_shell_word(FILE *out, const char *word);

/* A text that is folded behind its own beginning where it is long. */
void html_folded(FILE *out, const char *text);

/* Calls `visit` for each cell of a figure in running order; `record` is NULL where there is none.
 */
typedef void report_visit_cell(const char *cell, size_t series, const json_t *record,
                               void *context);
void report_each_cell(const struct results *results, size_t figure, report_visit_cell *visit,
                      void *context);

/* How far the overheads of a series go, and how many of its rows say what. */
struct report_tally {
    double low[2], high[2]; /* of each scale */
    unsigned better, worse, equal, other, missing;
};
struct report_tally report_tally(const struct summary *summary, size_t series);

/* "-4.9 to +8.6 %" within <TAG>, of the rows on that scale; nothing where there are none. */
void report_range(FILE *out, const struct summary *summary, const struct report_tally *tally,
                  enum scale scale, const char *tag);

extern const char report_css[];
extern const char report_script[];

void report_overview(FILE *out, const struct results *results);
void report_claims(FILE *out, const struct results *results);
void report_limits(FILE *out, const struct results *results);
void report_figure(FILE *out, const struct results *results, size_t figure);
void report_setup(FILE *out, const struct results *results, size_t figure);
void report_configured(FILE *out, const struct results *results, size_t figure);
void report_network(FILE *out, const struct results *results, size_t figure);
void report_steadiness(FILE *out, const struct results *results, size_t figure);
void report_cost(FILE *out, const struct results *results, size_t figure);
void report_table(FILE *out, const struct summary *summary);
void report_spread(FILE *out, const struct summary *summary);
/* A title, and the means and overheads of a summary's rows in words, to be freed; NULL where memory
 * is short. */
char *report_alt(const struct summary *summary, const char *title);

/* The drawing figures/NAME-SUFFIX, wide and narrow; its title, with the numbers of the summary
 * (NULL: it has none), is for those who do not see it. */
void report_chart(FILE *out, const struct results *results, size_t figure, const char *suffix,
                  const char *title, const struct summary *summary);
void report_effects(FILE *out, const struct results *results, size_t figure);
void report_paper(FILE *out, const struct results *results, size_t figure);
void report_statements(FILE *out, const struct results *results, size_t figure);

/* A table of what other studies measured; nothing where none did. */
void report_others(FILE *out, const struct results *results, size_t figure);

/* What one start of each series brought, and when; nothing where a figure starts none singly. */
void report_phases(FILE *out, const struct results *results, size_t figure);
void report_validity(FILE *out, const struct results *results, size_t figure);
void report_blocks(FILE *out, const struct results *results, size_t figure);
void report_machine(FILE *out, const struct results *results);
void report_repeat(FILE *out, const struct results *results);

#endif
