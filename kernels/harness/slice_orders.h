/* slice_orders.h - what --slices reads: lines `populate BYTES` where memory is populated in turns,
 * a line `slice SECONDS` for each slice, then `end`. */
#ifndef VIRTAX_SLICE_ORDERS_H
#define VIRTAX_SLICE_ORDERS_H

#include "common/error.h"

#include <stdbool.h>
#include <stddef.h>

/* Bytes of a line without its end, the longest slice, and the most bytes of one turn. */
enum { SLICE_LINE_MAX = 200, SLICE_SECONDS_MAX = 3600 };
#define SLICE_POPULATE_MAX ((double)(1LL << 50))

/* With its descriptor and all else zero, nothing has been read yet. */
struct slice_orders {
    int fd;
    size_t have;
    char text[SLICE_LINE_MAX + 1];
};

enum slice_order { SLICE_ORDER_END, SLICE_ORDER_RUN, SLICE_ORDER_POPULATE };

/* The one of this process's stdin. */
struct slice_orders *slice_orders_stdin(void);

/* Sleeps in read(2) until a line has come. SLICE_ORDER_RUN with the seconds in *number, more than 0
 * and at most SLICE_SECONDS_MAX; SLICE_ORDER_POPULATE with bytes, up to SLICE_POPULATE_MAX;
 * SLICE_ORDER_END also where the input ends after a whole line. Whatever else comes is refused by
 * name: STATUS_USAGE; so is a line that the end of the input cuts short. */
int slice_orders_next(struct slice_orders *orders, double *number, struct error *err);

/* Is a whole line there already, so that the next call need not wait? */
bool slice_orders_ready(const struct slice_orders *orders);

#endif
