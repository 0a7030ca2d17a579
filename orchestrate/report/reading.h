/* reading.h - how the numbers of a summary read to people: which way is better, what an interval
 * says, which digits count. Shared by table, chart and report, so that all three say the same. */
#ifndef VIRTAX_READING_H
#define VIRTAX_READING_H

#include "statistics/summary.h"

enum direction { DIRECTION_UNKNOWN, HIGHER_IS_BETTER, LOWER_IS_BETTER };

/* By the metric's name in contract 1; unknown metrics are never called better or worse. */
enum direction metric_direction(const char *metric);
const char *direction_text(enum direction direction); /* "higher is better" ... or "" */

enum verdict {
    VERDICT_REFERENCE, /* the row that the others are compared with */
    VERDICT_NONE,      /* no interval: fewer than two pairs */
    VERDICT_UNDECIDED, /* the interval includes no difference */
    VERDICT_BETTER,    /* it lies wholly on the better side */
    VERDICT_WORSE,     /* it lies wholly on the worse side */
    VERDICT_DIFFERENT, /* it excludes no difference, but nothing is known of the direction */
};

/* Decimals for a whole figure, so that its columns align: of means (SDs get one more) and of
 * percentages. */
struct digits {
    int mean, percent;
};
/* Decimals that show a positive value with so many significant digits. */
int decimals_for(double value, int significant);

struct digits summary_digits(const struct summary *summary);

/* One row as text; "-" stands for a number that does not exist. */
struct reading {
    enum verdict verdict;
    char n[16], mean[48], sd[48];
    char overhead[48]; /* "-1.3 %"; "" for the reference */
    char interval[80]; /* "[-2.0, -0.6]", "(n < 2)"; "" for the reference */
    char p[16];        /* permutation test; "" where there is none */
};
void read_row(const struct summary *summary, const struct summary_row *row, struct digits digits,
              struct reading *reading);

/* True where some x has a name: a kernel with one result calls it "". */
bool summary_has_x(const struct summary *summary);

/* The verdict of the A/A gate in one line; NULL (and nothing written) where there was none. */
const char *aa_text(const struct summary *summary, char *buffer, size_t size);

/* Half the width of the mean's 95 % t interval over blocks; NAN for n < 2. */
double mean_half_width(const struct moments *moments);

/* A ratio as overhead in percent, with its sign: 0.987 -> "-1.3", and "0.0" where it rounds to it.
 */
const char *signed_percent(double ratio, int decimals, char *buffer, size_t size);

/* Bytes of a text's head: at most `limit`, and whole UTF-8 characters. */
size_t text_head(const char *text, size_t limit);

#endif
