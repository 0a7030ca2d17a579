/* reading.h - how the numbers of a summary read to people: which way is better, how far it is,
 * which digits count; what that says in words is verdict.h. Shared by table, chart and report, so
 * that all three say the same. */
#ifndef VIRTAX_READING_H
#define VIRTAX_READING_H

#include "verdict.h"

const char *direction_text(enum direction direction); /* "higher is better" ... or "" */

/* Decimals for a whole figure, so that its columns align: of means (SDs get one more) and of
 * percentages. */
struct digits {
    int mean, percent;
};
/* Decimals that show a positive value with so many significant digits. */
int decimals_for(double value, int significant);

struct digits summary_digits(const struct summary *summary);

/* How far a value of this scale is from no difference, with its sign: the ratio 0.987 is "-1.3",
 * the difference 0.25 "+0.250"; "0.0" where it rounds to it. Returns buffer. */
const char *signed_step(enum scale scale, double value, struct digits digits, char *buffer,
                        size_t size);

/* "-1.3 %", "+0.250 us", "-" without a pair, "" of the reference. Returns buffer. */
const char *overhead_text(const struct summary *summary, const struct summary_row *row,
                          char *buffer, size_t size);

/* "[-2.0, -0.6]", "[-2.0, -0.6] (4 pairs)" where these are not all of n, "(n < 2)"; "" of the
 * reference. Returns buffer. */
const char *interval_text(const struct summary *summary, const struct summary_row *row,
                          char *buffer, size_t size);

/* What rows of effects compare, of a study or of a factorial, in one sentence. */
const char *effects_note(const struct summary *effects);

/* Is some row compared by difference? */
bool any_difference(const struct summary *summary);

/* The verdict of the A/A gate in one line; NULL (and nothing written) where there was none. */
const char *aa_text(const struct summary *summary, char *buffer, size_t size);

/* Bytes of a text's head: at most `limit`, and whole UTF-8 characters. */
size_t text_head(const char *text, size_t limit);

#endif
