/* study.h - the studies of a calibration as a table: two series whose difference is known, measured
 * and estimated as a run's are, many times independently.
 *
 * A new study is a row in study.c; docs/method.md says what each kind is for. */
#ifndef VIRTAX_STUDY_TABLE_H
#define VIRTAX_STUDY_TABLE_H

#include "common/error.h"
#include "statistics/statistics.h"

#include <stdbool.h>
#include <stddef.h>

enum study_kind {
    KIND_AA,
    KIND_WORK,
    KIND_LATENCY,
    KIND_BANDWIDTH,
    KIND_MEDIUM,
    KIND_NOISE,
    KIND_SAME_CONTAINER,
    KIND_SAME_GUEST,
    STUDY_KINDS
};

/* What is judged together: truths differ, but the interval is to cover as often. */
extern const struct study_kind_row { const char *name, *about; } study_kinds[STUDY_KINDS];

/* How an estimate is told: of a ratio or a difference in its own unit, and what no difference is
 * there. */
struct study_reading {
    const char *unit;
    enum scale scale;
    double (*told)(double estimate);
    double neutral;
};

extern const struct study_reading in_percent, /* of the value */
    in_percent_of_time,                       /* of the time that the same work took */
    as_ratio, as_difference_us;

enum { STUDY_RESULTS = 2 };

struct study {
    const char *name; /* of its directories: "aa-stream" */
    enum study_kind kind;
    const char *figure, *environment;
    const char *parameters;   /* of both series, "KEY=VALUE KEY=VALUE": small and quick */
    const char *interleave;   /* "slices" or "cells", as --interleave has it */
    const char *differs;      /* the second series' kernel parameters, as above; NULL: none */
    const char *treatment[2]; /* of each series: measure/treatment.h; NULL: none */
    bool fresh_boots;         /* a boot for each cell */
    const char *result[STUDY_RESULTS]; /* the x's that are judged: of blocks of their own */
    const struct study_reading *reading;
    double truth;      /* in the reading's unit; NAN: what burner_rate tells */
    unsigned count[2]; /* how many such studies: in full, and at most with --quick */
    unsigned blocks;   /* in each of them */
};

extern const struct study studies[];
extern const size_t study_count;

double study_truth(const struct study *study);

/* An estimate as the study tells it; lo and hi stay in order. */
struct estimate study_told(const struct study *study, struct estimate estimate);

/* What differs between its series, in words. */
const char *study_difference(const struct study *study, char *text, size_t size);

#endif
