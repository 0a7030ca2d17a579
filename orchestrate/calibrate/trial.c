/* trial.c - a study's request, its plan with what is done to its series, and its summary. */
#include "trial.h"

#include "measure/gates.h"
#include "measure/lone_cell.h"
#include "measure/measure.h"
#include "measure/results_begin.h"
#include "measure/treatment.h"
#include "planning/planning.h"
#include "statistics/rows.h"

#include "common/cleanup.h"
#include "common/clock.h"

#include <limits.h>
#include <math.h>
#include <string.h>

const char *trial_name(const struct trial *trial, char *text, size_t size) {
    snprintf(text, size, "%s-%02u", trial->study->name, trial->number);
    return text;
}

void trial_judge(struct trial *trial) {
    const struct study *study = trial->study;
    const struct estimate *estimate = &trial->estimate;
    double truth = study_truth(study), neutral = study->reading->neutral;
    /* What a throttle lets through is so even that an interval may be narrower than a rounding. */
    double rounding = 1e-9 * fabs(truth);
    bool told = isfinite(estimate->lo) && isfinite(estimate->hi);
    trial->covered = told && estimate->lo - rounding <= truth && truth <= estimate->hi + rounding;
    trial->resolved = told && (estimate->lo > neutral || estimate->hi < neutral);
}

/* "KEY=VALUE KEY=VALUE" */
static int take_parameters(const char *text, struct parameters *parameters, struct error *err) {
    struct words words = {0};
    int status = text ? words_split(&words, text) : 0;
    for (size_t i = 0; status == 0 && i < words.count; i++) {
        char *equals = strchr(words.word[i], '=');
        if (equals)
            *equals++ = '\0';
        status = parameters_add(parameters, words.word[i], equals ? equals : "true", 0);
    }
    words_free(&words);
    return status < 0 ? error_failed(err, "out of memory") : 0;
}

/* What is done to a series is no option of a run: it is put into the plan afterwards. */
static int complete(const struct study *study, struct plan *plan, struct error *err) {
    struct plan_figure *figure = &plan->figure[0];
    if (figure->series_count != 2)
        return error_unavailable(err, "%s: %s", study->environment,
                                 plan->warning_count ? plan->warning[0] : "left out");
    if (study->fresh_boots)
        figure->boots = BOOT_BLOCK;
    /* A figure's own is long enough for percentiles, which no study asks for. */
    figure->slice_s = 0;
    for (size_t i = 0; i < 2; i++) {
        if (!study->treatment[i])
            continue;
        figure->series[i].treatment = plan_copy(study->treatment[i]);
        if (!figure->series[i].treatment)
            return error_failed(err, "out of memory");
    }
    return gates_declare(plan, err);
}

/* The twin is called by what makes it differ, so that a report does not take it for an A/A. */
static int make_plan(const struct study *study, uint64_t seed, struct plan *plan,
                     struct error *err) {
    char suffix[64];
    size_t missing;
    bool differs = study->differs || study->treatment[1];
    snprintf(suffix, sizeof suffix, "+%s",
             study->differs        ? study->differs
             : study->treatment[1] ? study->treatment[1]
                                   : "");
    struct run_request request = {.try_cell = lone_cell,
                                  .profile = "quick",
                                  .accel = "auto",
                                  .seed = seed,
                                  .rounds = study->blocks,
                                  .interleave = study->interleave,
                                  .reference = study->environment,
                                  .aa = true,
                                  .twin_suffix = differs ? suffix : NULL};
    int status = words_add(&request.figures, study->figure) < 0 ||
                         words_add(&request.environments, study->environment) < 0
                     ? error_failed(err, "out of memory")
                     : 0;
    if (status == 0 &&
        (take_parameters(study->parameters, &request.overrides, err) < 0 ||
         take_parameters(study->differs, &request.twin_changes, err) < 0 ||
         planning_make(&request, plan, &missing, err) < 0 || complete(study, plan, err) < 0))
        status = -1;
    words_free(&request.figures);
    words_free(&request.environments);
    parameters_free(&request.overrides);
    parameters_free(&request.twin_changes);
    return status;
}

/* The twin's row of each result that is judged. */
static int summarise_trials(const struct plan *plan, const char *directory, struct trial *trial,
                            size_t count, struct error *err) {
    char path[PATH_MAX + 16];
    struct records records;
    struct summary summary;
    struct shown shown = shown_of(&plan->figure[0]);
    shown.scale = trial->study->reading->scale;
    snprintf(path, sizeof path, "%s/records.jsonl", directory);
    if (records_read(path, &records, err) < 0)
        return -1;
    int status = summary_make(plan, 0, shown, record_shown, &records, &summary, err);
    for (size_t i = 0; status == 0 && i < count; i++) {
        const struct summary_row *row =
            summary_find(&summary, plan->figure[0].series[1].name, trial[i].result);
        if (!row)
            status =
                error_failed(err, "%s has no result '%s'", trial->study->figure, trial[i].result);
        else
            trial[i].estimate = study_told(trial[i].study, *estimate_of(&row->against));
        if (row && !isfinite(trial[i].estimate.lo))
            snprintf(trial[i].why, sizeof trial[i].why, "%zu valid pairs of cells of %u",
                     row->against.ratio.n + row->against.difference.n, trial->study->blocks);
    }
    if (status == 0)
        summary_free(&summary);
    records_free(&records);
    return status;
}

static int carry_out(struct trial *trial, size_t count, uint64_t seed, double most_s,
                     const char *directory, struct plan *plan, struct error *err) {
    char own[PATH_MAX], name[64];
    const struct study *study = trial->study;
    snprintf(own, sizeof own, "%s/%s", directory, trial_name(trial, name, sizeof name));
    for (size_t i = 0; i < 2; i++)
        if (study->treatment[i] && treatment_probe(study->treatment[i], err) < 0)
            return -1;
    if (make_plan(study, seed, plan, err) < 0)
        return -1;
    cleanup_json json_t *json = plan_checked_json(plan, err);
    return json && results_begin(own, json, err) == 0 && measure(plan, own, most_s, NULL, err) == 0
               ? summarise_trials(plan, own, trial, count, err)
               : -1;
}

int trial_run(const struct study *study, unsigned number, uint64_t seed, double most_s,
              const char *directory, struct trial trial[STUDY_RESULTS], size_t *count,
              struct error *err) {
    const struct estimate none = {0, NAN, NAN, NAN};
    struct plan plan = {0};
    double begin = clock_now();
    *count = 0;
    for (size_t i = 0; i < STUDY_RESULTS && study->result[i]; i++)
        trial[(*count)++] = (struct trial){
            .study = study, .number = number, .result = study->result[i], .estimate = none};
    struct error cause = {0};
    int status = carry_out(trial, *count, seed, most_s, directory, &plan, &cause);
    plan_free(&plan);
    if (status < 0 && (cause.status == STATUS_UNAVAILABLE || cause.status == STATUS_INTERRUPTED)) {
        *err = cause;
        return -1;
    }
    for (size_t i = 0; i < *count; i++) {
        if (status < 0)
            snprintf(trial[i].why, sizeof trial[i].why, "%.500s", cause.text);
        trial_judge(&trial[i]);
        trial[i].seconds = (clock_now() - begin) / (double)*count;
    }
    return 0;
}
