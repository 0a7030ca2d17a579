/* williams.c - Williams designs by cyclic development of a zig-zag row (0, 1, n-1, 2, n-2, ...). */
#include "williams.h"

size_t williams_rows(size_t n) {
    return n % 2 == 0 || n == 1 ? n : 2 * n;
}

static size_t zigzag(size_t n, size_t position) {
    return position % 2 ? (position + 1) / 2 : (n - position / 2) % n;
}

void williams_row(size_t n, size_t row, size_t *order) {
    row %= williams_rows(n);
    for (size_t i = 0; i < n; i++) {
        size_t position = row < n ? i : n - 1 - i; /* the second square mirrors the first */
        order[i] = (zigzag(n, position) + row) % n;
    }
}
