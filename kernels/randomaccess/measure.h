/* measure.h - the timed region of RandomAccess. */
#ifndef VIRTAX_RANDOMACCESS_MEASURE_H
#define VIRTAX_RANDOMACCESS_MEASURE_H

#include "common/error.h"
#include "harness/samples.h"
#include "harness/work.h"
#include "lfsr.h"
#include "table.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum update_style { STYLE_PIPELINE, STYLE_REPORT, STYLES };

/* Updates go on until `updates` (0: no such limit) are done or `seconds` (0: no such limit) are
 * over; one of them must be set, or `sliced`: then the harness's slices end them. */
struct update_plan {
    enum update_style style;
    bool prefetch;
    unsigned look_ahead;
    uint64_t updates;
    double seconds;
    bool sliced;
    double inject_percent; /* so many more updates are done, timed and not counted */
};

/* The updates are done in units: each is the next stretch of the random sequence, shared out among
 * all threads and timed from the first begin to the last end. A unit is a tenth of the updates (the
 * last may be less) and, where a time is set, at most 2^20 updates a thread, in slices at most
 * RANDOMACCESS_SLICED_UNIT. A sample is as many units as make a tenth of the updates or last a
 * tenth of the time; a run that time ends has two at least, one in slices none. */
enum { HPCC_UPDATES_PER_WORD = 4, RANDOMACCESS_SLICED_UNIT = 1 << 17 };
#define RANDOMACCESS_WARMING "a unit of 131072 updates of each thread"

struct update_run {
    const struct table *table;
    struct update_plan plan;
    uint64_t unit_updates;
    uint64_t updates;  /* that count */
    uint64_t injected; /* that do not */
    double seconds;    /* that all of them took */

    /* Where the sequence has come to. In slices, which never end, it has 2 updates for each word
     * and is done again and again: every second pass undoes the one before it. Then, after as many
     * updates as HPCC has, the words that are wrong are counted and the table is set anew. */
    uint64_t position, length, pass;
    _Atomic uint64_t wrong_words; /* of all that were counted */
    uint64_t tables_checked;

    struct samples gups;     /* 10^9 updates a second, of each sample */
    uint64_t sample_updates; /* of the sample that is under way */
    double sample_s;
};

/* What the table holds: the updates of this stretch, of all that were done. */
struct stretch update_run_left(const struct update_run *run);

/* A run on a table that table_fill has set. Free its samples. */
int update_run_init(struct update_run *run, const struct table *table,
                    const struct update_plan *plan, unsigned threads, struct error *err);

/* The state is a struct update_run. */
extern const struct work update_work;

#endif
