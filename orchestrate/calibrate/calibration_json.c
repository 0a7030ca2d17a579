/* calibration_json.c - DIR/calibration.json (schema "virtax-calibration/1"). */
#include "calibration.h"

#include "base/json_text.h"
#include "base/jsonfile.h"
#include "common/cleanup.h"

#include <limits.h>
#include <math.h>
#include <time.h>

static json_t *number(double value) {
    return isfinite(value) ? json_real(value) : json_null();
}

static json_t *part_json(const struct calibration_part *part) {
    return json_pack(
        "{sI sI so so so sI so so so ss}", "n", (json_int_t)part->covered.n, "covered",
        (json_int_t)part->covered.hits, "coverage", number(part->covered.value), "coverage_lo",
        number(part->covered.lo), "coverage_hi", number(part->covered.hi), "resolved",
        (json_int_t)part->resolved, "estimate", number(part->estimate), "half_width",
        number(part->half_width), "seconds", number(part->seconds), "verdict",
        part->verdict == CALIBRATION_FAILED ? "failed" : calibration_verdicts[part->verdict]);
}

static json_t *kind_json(const struct calibration *calibration, enum study_kind kind) {
    struct calibration_part part = calibration_of_kind(calibration, kind);
    json_t *json = part_json(&part);
    json_t *named =
        json_pack("{ss ss}", "name", study_kinds[kind].name, "about", study_kinds[kind].about);
    if (named)
        json_object_update_new(named, json);
    /* Truths of different units have no median. */
    json_object_del(named, "estimate");
    json_object_del(named, "half_width");
    return named;
}

static json_t *study_json(const struct calibration *calibration, size_t s) {
    const struct study *study = &studies[s];
    struct calibration_part part = calibration_of_study(calibration, study);
    char differs[128];
    json_t *named = json_pack(
        "{ss ss ss ss ss ss ss so ss sI so}", "name", study->name, "kind",
        study_kinds[study->kind].name, "figure", study->figure, "environment", study->environment,
        "parameters", study->parameters, "interleave", study->interleave, "differs",
        study_difference(study, differs, sizeof differs), "truth", number(study_truth(study)),
        "unit", study->reading->unit, "blocks", (json_int_t)study->blocks, "absent",
        calibration->absent[s] ? json_text(calibration->absent[s]) : json_null());
    if (named)
        json_object_update_new(named, part_json(&part));
    return named;
}

static json_t *trial_json(const struct trial *trial) {
    char name[64];
    return json_pack("{ss ss ss sI so so so sb sb so so}", "study", trial->study->name, "directory",
                     trial_name(trial, name, sizeof name), "x", trial->result, "n",
                     (json_int_t)trial->estimate.n, "estimate", number(trial->estimate.value), "lo",
                     number(trial->estimate.lo), "hi", number(trial->estimate.hi), "covered",
                     trial->covered, "resolved", trial->resolved, "seconds", number(trial->seconds),
                     "why", *trial->why ? json_text(trial->why) : json_null());
}

static json_t *calibration_json(const struct calibration *calibration) {
    char created[32];
    time_t now = time(NULL);
    strftime(created, sizeof created, "%Y-%m-%dT%H:%M:%SZ", gmtime(&now));
    json_t *kinds = json_array(), *all = json_array(), *trials = json_array();
    for (enum study_kind kind = 0; kind < STUDY_KINDS; kind++)
        json_array_append_new(kinds, kind_json(calibration, kind));
    for (size_t s = 0; s < study_count; s++)
        json_array_append_new(all, study_json(calibration, s));
    for (size_t i = 0; i < calibration->trial_count; i++)
        json_array_append_new(trials, trial_json(&calibration->trial[i]));
    return json_pack("{ss ss ss sb sb sb sI sf so so so}", "schema", "virtax-calibration/1",
                     "version", VIRTAX_VERSION, "created", created, "quick", calibration->quick,
                     "complete", !calibration->interrupted, "passed",
                     calibration_status(calibration) == STATUS_OK, "seed",
                     (json_int_t)calibration->seed, "seconds", calibration->seconds, "kinds", kinds,
                     "studies", all, "trials", trials);
}

int calibration_write_json(const struct calibration *calibration, const char *directory,
                           struct error *err) {
    char path[PATH_MAX];
    snprintf(path, sizeof path, "%s/calibration.json", directory);
    cleanup_json json_t *json = calibration_json(calibration);
    return json ? json_write_file(path, json, err) : error_failed(err, "%s: out of memory", path);
}
