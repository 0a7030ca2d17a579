/* calibration.c - studies in turns, and the judgement of each kind. */
#include "calibration.h"

#include "base/array.h"
#include "common/cleanup.h"
#include "common/clock.h"
#include "common/mix.h"
#include "measure/progress.h"

#include <math.h>
#include <string.h>

const char *const calibration_verdicts[] = {"passed", "FAILED", "too few to judge", "not run"};

const double calibration_quick_s = 150;

static const double confidence = 0.95;

static const char no_time[] = "no time was left for it with --quick";

/* What a trial takes that was not tried so far. */
static const double unknown_s = 6;

typedef bool part_chooser(const struct trial *trial, const void *of);

static struct calibration_part take_together(const struct calibration *calibration,
                                             part_chooser *belongs, const void *of) {
    size_t n = calibration->trial_count, count = 0, covered = 0;
    struct calibration_part part = {0};
    cleanup_free double *estimate = calloc(n + 1, sizeof *estimate);
    cleanup_free double *half_width = calloc(n + 1, sizeof *half_width);
    for (size_t i = 0; estimate && half_width && i < n; i++) {
        const struct trial *trial = &calibration->trial[i];
        if (!belongs(trial, of))
            continue;
        estimate[count] = trial->estimate.value;
        half_width[count++] = (trial->estimate.hi - trial->estimate.lo) / 2;
        covered += trial->covered;
        part.resolved += trial->resolved;
        part.seconds += trial->seconds;
    }
    part.covered = proportion_of(covered, count, confidence);
    part.estimate = moments_of(estimate, count).median;
    part.half_width = moments_of(half_width, count).median;
    bool can_fail = proportion_of(0, count, confidence).hi < confidence;
    part.verdict = count == 0                     ? CALIBRATION_NOT_RUN
                   : !can_fail                    ? CALIBRATION_TOO_FEW
                   : part.covered.hi < confidence ? CALIBRATION_FAILED
                                                  : CALIBRATION_PASSED;
    return part;
}

static bool of_study(const struct trial *trial, const void *study) {
    return trial->study == study;
}

static bool of_kind(const struct trial *trial, const void *kind) {
    return trial->study->kind == *(const enum study_kind *)kind;
}

struct calibration_part calibration_of_study(const struct calibration *calibration,
                                             const struct study *study) {
    return take_together(calibration, of_study, study);
}

struct calibration_part calibration_of_kind(const struct calibration *calibration,
                                            enum study_kind kind) {
    return take_together(calibration, of_kind, &kind);
}

int calibration_status(const struct calibration *calibration) {
    int status = STATUS_UNAVAILABLE;
    for (enum study_kind kind = 0; kind < STUDY_KINDS; kind++) {
        enum calibration_verdict verdict = calibration_of_kind(calibration, kind).verdict;
        if (verdict == CALIBRATION_FAILED)
            return STATUS_FAILED;
        if (verdict != CALIBRATION_NOT_RUN)
            status = STATUS_OK;
    }
    return status;
}

static int keep(struct calibration *calibration, const struct trial *trial, size_t count,
                struct error *err) {
    for (size_t i = 0; i < count; i++) {
        struct trial *kept = array_add(calibration->trial, calibration->trial_count);
        if (!kept)
            return error_failed(err, "out of memory");
        *kept = trial[i];
    }
    return 0;
}

static void say(struct progress *progress, const struct trial *trial) {
    char name[64], is[128];
    const struct estimate *estimate = &trial->estimate;
    if (*trial->why)
        snprintf(is, sizeof is, "no interval: %.100s", trial->why);
    else
        snprintf(is, sizeof is, "%+.2f [%+.2f, %+.2f] %s: %s", estimate->value, estimate->lo,
                 estimate->hi, trial->study->reading->unit, trial->covered ? "covered" : "MISSED");
    progress_say(progress, "%s%s%s: truth %+.2f, %s (%.1f s)", trial_name(trial, name, sizeof name),
                 *trial->result ? " " : "", trial->result, study_truth(trial->study), is,
                 trial->seconds);
}

/* Until a quick one is to end. */
static double time_left(const struct calibration *calibration) {
    return calibration->quick ? calibration->begin + calibration_quick_s - clock_now() : INFINITY;
}

static int leave_out(struct calibration *calibration, size_t s, const char *why,
                     struct error *err) {
    calibration->absent[s] = strdup(why);
    return calibration->absent[s] ? 0 : error_failed(err, "out of memory");
}

/* One study once, unless it is known that this host cannot. */
static int carry_out(struct calibration *calibration, size_t s, unsigned number,
                     const char *directory, double *took, struct error *err) {
    struct trial trial[STUDY_RESULTS];
    struct progress progress = {.shown = 0};
    size_t count;
    double begin = clock_now();
    struct error cause;
    int status = trial_run(&studies[s], number, mix_pair(calibration->seed, s << 16 | number) >> 32,
                           time_left(calibration), directory, trial, &count, &cause);
    *took = clock_now() - begin;
    if (status < 0 && cause.status == STATUS_INTERRUPTED) {
        *err = cause;
        return -1;
    }
    if (status < 0) {
        fprintf(stderr, "%s cannot run here: %s\n", studies[s].name, cause.text);
        return leave_out(calibration, s, cause.text, err);
    }
    if (*trial->why && time_left(calibration) <= 0)
        return number == 1 ? leave_out(calibration, s, no_time, err) : 0;
    for (size_t i = 0; i < count; i++)
        say(&progress, &trial[i]);
    return keep(calibration, trial, count, err);
}

bool calibration_wants(const struct calibration *calibration, const struct study *study) {
    bool wanted = calibration->only->count == 0;
    for (size_t i = 0; i < calibration->only->count; i++) {
        const char *word = calibration->only->word[i];
        wanted = wanted || strncmp(study->name, word, strlen(word)) == 0;
    }
    return wanted;
}

/* A study's turn, unless it has had all of its own, cannot run, or there is no time for it. */
static int take_turn(struct calibration *calibration, size_t s, unsigned turn,
                     const char *directory, double *took, struct error *err) {
    unsigned turns = studies[s].count[calibration->quick];
    if (calibration->absent[s] || !calibration_wants(calibration, &studies[s]))
        return 0;
    if (turns == 0)
        return leave_out(calibration, s, "left to the full calibration", err);
    if (turn > turns)
        return 0;
    if ((*took > 0 ? *took : unknown_s) < time_left(calibration))
        return carry_out(calibration, s, turn, directory, took, err);
    return turn == 1 ? leave_out(calibration, s, no_time, err) : 0;
}

static int take_turns(struct calibration *calibration, const char *directory, double *took,
                      struct error *err) {
    unsigned turns = 1;
    for (size_t s = 0; s < study_count; s++)
        if (studies[s].count[calibration->quick] > turns)
            turns = studies[s].count[calibration->quick];
    for (unsigned turn = 1; turn <= turns; turn++)
        for (size_t s = 0; s < study_count; s++)
            if (take_turn(calibration, s, turn, directory, &took[s], err) < 0)
                return -1;
    return 0;
}

int calibration_run(struct calibration *calibration, const char *directory, struct error *err) {
    calibration->begin = clock_now();
    cleanup_free double *took = calloc(study_count, sizeof *took);
    calibration->absent = calloc(study_count, sizeof *calibration->absent);
    if (!took || !calibration->absent)
        return error_failed(err, "out of memory");
    progress_hush(true);
    int status = take_turns(calibration, directory, took, err);
    progress_hush(false);
    calibration->interrupted = status < 0 && err->status == STATUS_INTERRUPTED;
    calibration->seconds = clock_now() - calibration->begin;
    return status;
}

void calibration_free(struct calibration *calibration) {
    for (size_t s = 0; calibration->absent && s < study_count; s++)
        free(calibration->absent[s]);
    free(calibration->absent);
    free(calibration->trial);
    *calibration = (struct calibration){0};
}
