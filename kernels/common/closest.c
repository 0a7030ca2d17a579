/* closest.c - the candidate with the smallest edit distance, a swap of neighbours counting once. */
#include "common/closest.h"

#include <stdint.h>
#include <string.h>

enum { LONGEST = 127 };

static size_t smaller(size_t a, size_t b) {
    return a < b ? a : b;
}

/* Optimal string alignment; names longer than LONGEST are compared by their first LONGEST bytes. */
static size_t distance(const char *a, const char *b) {
    size_t rows = strnlen(a, LONGEST), columns = strnlen(b, LONGEST);
    size_t row[3][LONGEST + 1]; /* the current row and the two before it, in turn */

    for (size_t j = 0; j <= columns; j++)
        row[0][j] = j;
    for (size_t i = 1; i <= rows; i++) {
        size_t *now = row[i % 3], *last = row[(i - 1) % 3];
        const size_t *before = row[(i + 1) % 3];
        now[0] = i;
        for (size_t j = 1; j <= columns; j++) {
            size_t substituted = last[j - 1] + (a[i - 1] != b[j - 1]);
            now[j] = smaller(substituted, smaller(last[j], now[j - 1]) + 1);
            if (i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1])
                now[j] = smaller(now[j], before[j - 2] + 1);
        }
    }
    return row[rows % 3][columns];
}

const char *closest(const char *name, const char *const *candidates, size_t count) {
    const char *best = NULL;
    size_t best_distance = SIZE_MAX;
    for (size_t i = 0; i < count; i++) {
        size_t d = distance(name, candidates[i]);
        if (d < best_distance) {
            best = candidates[i];
            best_distance = d;
        }
    }
    return best;
}
