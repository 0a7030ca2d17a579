/* calibration.h - all studies carried out, and what they say together of the intervals.
 *
 * 95 % intervals hold the truth 95 times in a hundred. A kind of studies fails where so few of its
 * intervals do that Clopper and Pearson's own excludes 0.95; fewer studies than that takes cannot
 * fail, nor prove anything, and are not judged. A study without an interval holds nothing.
 */
#ifndef VIRTAX_CALIBRATION_H
#define VIRTAX_CALIBRATION_H

#include "statistics/proportion.h"
#include "trial.h"

#include "base/terminal.h"
#include "base/words.h"

#include <stdio.h>

struct calibration {
    bool quick, interrupted;
    uint64_t seed;
    const struct words
        *only;             /* beginnings of the names of studies that are asked for; empty: all */
    double begin, seconds; /* CLOCK_MONOTONIC; how long it took */
    size_t trial_count;
    struct trial *trial;
    char **absent; /* of each study why it was not tried or cannot run here; NULL: it can */
};

enum calibration_verdict {
    CALIBRATION_PASSED,
    CALIBRATION_FAILED,
    CALIBRATION_TOO_FEW, /* to fail, even if none held */
    CALIBRATION_NOT_RUN
};
extern const char *const calibration_verdicts[];

/* Trials taken together. */
struct calibration_part {
    struct proportion covered;
    size_t resolved;
    double estimate, half_width; /* medians; NAN where there are none */
    double seconds;
    enum calibration_verdict verdict;
};

/* Those of one study; those of one kind. */
struct calibration_part calibration_of_study(const struct calibration *calibration,
                                             const struct study *study);
struct calibration_part calibration_of_kind(const struct calibration *calibration,
                                            enum study_kind kind);

/* Carries all studies out into directories below `directory`, in turns, so that what changes with
 * time meets all of them; `quick` ends within calibration_quick_s. STATUS_INTERRUPTED after Ctrl-C,
 * with what there is; calibration_free in every case. */
int calibration_run(struct calibration *calibration, const char *directory, struct error *err);
void calibration_free(struct calibration *calibration);

/* Is this study among those asked for, of which there are any? */
bool calibration_wants(const struct calibration *calibration, const struct study *study);

/* A quick one begins no study that would probably not end within this. */
extern const double calibration_quick_s;

/* STATUS_OK, STATUS_FAILED where a kind failed, STATUS_UNAVAILABLE where nothing could run. */
int calibration_status(const struct calibration *calibration);

/* On a terminal, and as DIR/calibration.json and DIR/calibration.html (docs/results.md). */
void calibration_print(const struct calibration *calibration, const struct terminal *terminal,
                       FILE *out);
int calibration_write_json(const struct calibration *calibration, const char *directory,
                           struct error *err);
int calibration_write_html(const struct calibration *calibration, const char *directory,
                           struct error *err);

#endif
