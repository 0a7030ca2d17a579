/* compare_check.c - what must be equal in two runs, for their difference to say something. */
#include "compare_check.h"

#include "plan/plan_json.h"
#include "plan/sweep.h"
#include "statistics/cells.h"

#include <inttypes.h>
#include <string.h>

/* The same figure in two runs. */
struct pair {
    const struct results *run; /* all runs */
    size_t other;
    const struct plan_figure *first, *second;
    const struct summary *first_summary, *second_summary;
};

const char *compare_label(size_t run, char buffer[2]) {
    buffer[0] = (char)('A' + run);
    buffer[1] = '\0';
    return buffer;
}

static bool equal(const char *one, const char *other) {
    return strcmp(one ? one : "", other ? other : "") == 0;
}

/* "fig02: the kernel is stream in A, linpack in B". */
static const char *describe(const struct pair *pair, const char *what, const char *one,
                            const char *other, char *buffer, size_t size) {
    char first[2], second[2];
    snprintf(buffer, size, "%s: %s is %s in %s, %s in %s", pair->first->name, what,
             one ? one : "not set", compare_label(0, first), other ? other : "not set",
             compare_label(pair->other, second));
    return buffer;
}

/* Without these rows of one name are of different things. */
static int check_same_thing(const struct pair *pair, struct error *err) {
    const struct plan_figure *one = pair->first, *other = pair->second;
    const struct {
        const char *what, *one, *other;
    } all[] = {
        {"the kernel", one->kernel, other->kernel},
        {"the metric", one->metric, other->metric},
        {"the unit", one->unit, other->unit},
        {"the swept parameter", one->sweep_key, other->sweep_key},
        {"the service", one->service, other->service},
        {"the reference", one->series[0].name, other->series[0].name},
    };
    char text[512];
    for (size_t i = 0; i < sizeof all / sizeof *all; i++)
        if (!equal(all[i].one, all[i].other))
            return error_usage(
                err, "%s: these cannot be compared",
                describe(pair, all[i].what, all[i].one, all[i].other, text, sizeof text));
    return 0;
}

/* Refuses, or warns where that is allowed. */
static int object(const char *text, const char *word, bool allowed, struct words *warnings,
                  struct error *err) {
    if (!allowed)
        return error_usage(err, "%s; --allow %s compares them all the same", text, word);
    words_say(warnings, "%s", text);
    return 0;
}

static bool is_emulated(const struct results *run, const struct summary *summary, size_t series) {
    const struct cells cells = results_cells(run, summary, record_shown);
    return cells_emulated(&cells, series);
}

static int check_emulation(const struct pair *pair, const struct compare_allowed *allowed,
                           struct words *warnings, struct error *err) {
    for (size_t s = 0; s < pair->first->series_count; s++) {
        const char *name = pair->first->series[s].name;
        int there = plan_series_index(pair->second, name);
        if (there < 0)
            continue;
        bool one = is_emulated(&pair->run[0], pair->first_summary, s);
        bool other = is_emulated(&pair->run[pair->other], pair->second_summary, (size_t)there);
        char text[512];
        if (one != other && object(describe(pair, name, one ? "emulated" : "not emulated",
                                            other ? "emulated" : "not emulated", text, sizeof text),
                                   "emulated", allowed->emulated, warnings, err) < 0)
            return -1;
    }
    return 0;
}

/* Calls for each key of either list whose values differ. */
static int check_lists(const struct pair *pair, const char *of, const struct parameters *one,
                       const struct parameters *other, bool allowed, struct words *warnings,
                       struct error *err) {
    const struct parameters *const lists[] = {one, other};
    for (size_t list = 0; list < 2; list++)
        for (size_t i = 0; i < lists[list]->count; i++) {
            const char *key = lists[list]->item[i].key;
            const struct parameter *left = parameters_find(one, key);
            const struct parameter *right = parameters_find(other, key);
            if ((list == 1 && left) || (left && right && equal(left->value, right->value)))
                continue;
            char what[160], text[512];
            snprintf(what, sizeof what, "%sparameter %s", of, key);
            describe(pair, what, left ? left->value : NULL, right ? right->value : NULL, text,
                     sizeof text);
            if (object(text, "parameters", allowed, warnings, err) < 0)
                return -1;
        }
    return 0;
}

static int check_number(const struct pair *pair, const char *what, uint64_t one, uint64_t other,
                        bool allowed, struct words *warnings, struct error *err) {
    char left[32], right[32], text[512];
    snprintf(left, sizeof left, "%" PRIu64, one);
    snprintf(right, sizeof right, "%" PRIu64, other);
    return one == other ? 0
                        : object(describe(pair, what, left, right, text, sizeof text), "parameters",
                                 allowed, warnings, err);
}

static int check_parameters(const struct pair *pair, bool allowed, struct words *warnings,
                            struct error *err) {
    const struct plan_figure *one = pair->first, *other = pair->second;
    if (check_lists(pair, "", &one->parameters, &other->parameters, allowed, warnings, err) < 0)
        return -1;
    bool guests = false;
    for (size_t s = 0; s < one->series_count; s++) {
        int there = plan_series_index(other, one->series[s].name);
        char of[96];
        snprintf(of, sizeof of, "%s's ", one->series[s].name);
        guests |= there >= 0 && one->series[s].traits.kind == KIND_GUEST;
        if (there >= 0 && check_lists(pair, of, &one->series[s].parameters,
                                      &other->series[there].parameters, allowed, warnings, err) < 0)
            return -1;
    }
    if (guests && (check_number(pair, "the guest's vcpus", one->guest_vcpus, other->guest_vcpus,
                                allowed, warnings, err) < 0 ||
                   check_number(pair, "the guest's memory", one->guest_memory, other->guest_memory,
                                allowed, warnings, err) < 0))
        return -1;
    return check_number(pair, "the bytes on its medium", one->medium_bytes, other->medium_bytes,
                        allowed, warnings, err);
}

/* What makes two runs another experiment, which may be just what is compared. */
static void tell_differences(const struct pair *pair, struct words *warnings) {
    const char *kernel = pair->first->kernel;
    const char *one = plan_binary_sha256(&pair->run[0].plan, kernel);
    const char *other = plan_binary_sha256(&pair->run[pair->other].plan, kernel);
    char first[2], second[2];
    compare_label(0, first);
    compare_label(pair->other, second);
    if (!equal(one, other))
        words_say(warnings, "%s: the kernel %s of %s and that of %s are different binaries",
                  pair->first->name, kernel, first, second);
    if (pair->first->interleave != pair->second->interleave)
        words_say(warnings, "%s: one of %s and %s was measured in slices, the other in whole cells",
                  pair->first->name, first, second);
}

int compare_check(const struct results *run, size_t other, size_t first_figure, size_t other_figure,
                  const struct compare_allowed *allowed, struct words *warnings,
                  struct error *err) {
    const struct pair pair = {run,
                              other,
                              &run[0].plan.figure[first_figure],
                              &run[other].plan.figure[other_figure],
                              &run[0].summary[first_figure],
                              &run[other].summary[other_figure]};
    if (check_same_thing(&pair, err) < 0 || check_emulation(&pair, allowed, warnings, err) < 0 ||
        check_parameters(&pair, allowed->parameters, warnings, err) < 0)
        return -1;
    tell_differences(&pair, warnings);
    return 0;
}
