/* stopping.c - the first stage, what its spread asks for, the second stage. */
#include "stopping.h"

#include "base/jsonfile.h"
#include "base/process.h"
#include "common/cleanup.h"
#include "common/units.h"
#include "measure/learn.h"
#include "measure/measure.h"
#include "measure/spent.h"
#include "plan/plan_sequence.h"
#include "plan/plan_views.h"
#include "planning/budget.h"
#include "planning/order.h"
#include "statistics/precision.h"

#include <limits.h>
#include <math.h>
#include <string.h>

/* Times for people: whole seconds. */
static const char *about(double seconds, char *buffer, size_t size) {
    return format_time(fmax(1, round(seconds)), buffer, size);
}

/* A share in per cent, in two digits and more. */
static const char *percent(double share, char *buffer, size_t size) {
    snprintf(buffer, size, share < 0.1 ? "%.2g" : "%.0f", 100 * share);
    return buffer;
}

static int read_records(const char *directory, struct records *records, struct error *err) {
    char path[PATH_MAX];
    snprintf(path, sizeof path, "%s/records.jsonl", directory);
    return records_read(path, records, err);
}

static int write_plan(const struct plan *plan, const char *directory, struct error *err) {
    char path[PATH_MAX];
    snprintf(path, sizeof path, "%s/plan.json", directory);
    cleanup_json json_t *json = plan_checked_json(plan, err);
    return json ? json_write_file(path, json, err) : -1;
}

static double block_seconds(const struct plan *plan, const struct plan_block *block,
                            const struct records *records) {
    double seconds = 0;
    for (size_t s = 0; s < plan->figure[block->figure].series_count; s++)
        seconds += spent_all_s(records_of(plan, block, s, records));
    return seconds;
}

/* What of the budget the records leave. Time that an interruption lost does not count. */
static int time_left(const struct plan *plan, const char *directory, double *left,
                     struct error *err) {
    struct records records;
    *left = INFINITY;
    if (!(plan->stop.resolve > 0))
        return 0;
    if (read_records(directory, &records, err) < 0)
        return -1;
    *left = plan->stop.budget_s;
    for (size_t i = 0; i < plan->block_count; i++)
        *left -= block_seconds(plan, &plan->block[i], &records);
    records_free(&records);
    return 0;
}

static int measure_within_budget(const struct plan *plan, const char *directory,
                                 const struct measure_listener *listener, struct error *err) {
    double left;
    return time_left(plan, directory, &left, err) < 0
               ? -1
               : measure(plan, directory, left, listener, err);
}

/* Takes out the blocks that were not measured; how many these are. */
static size_t cut_off(struct plan *plan, const struct records *records) {
    size_t kept = 0, all = plan->block_count;
    for (size_t i = 0; i < plan->figure_count; i++)
        plan->figure[i].rounds = 1;
    for (size_t i = 0; i < all; i++) {
        struct plan_block *block = &plan->block[i];
        unsigned *rounds = &plan->figure[block->figure].rounds;
        if (measure_is_complete(plan, block, records)) {
            *rounds = block->round > *rounds ? block->round : *rounds;
            plan->block[kept++] = *block;
        } else {
            free(block->order);
        }
    }
    plan->block_count = kept;
    plan_views_follow(plan);
    return all - kept;
}

/* Settles a plan of which the budget left blocks over. 1: there were some. */
static int settle_for_what_is_there(struct plan *plan, const char *directory, struct error *err) {
    struct records records;
    char budget[32];
    if (!(plan->stop.resolve > 0))
        return 0;
    if (read_records(directory, &records, err) < 0)
        return -1;
    size_t cut = cut_off(plan, &records);
    records_free(&records);
    if (cut == 0)
        return 0;
    plan->stop.stage = STOP_SETTLED;
    plan_warn(
        plan,
        "--budget %s was used up with %zu of the planned blocks left; a longer one measures them",
        format_time(plan->stop.budget_s, budget, sizeof budget), cut);
    fprintf(stderr, "virtax: %s\n", plan->warning[plan->warning_count - 1]);
    return write_plan(plan, directory, err) < 0 ? -1 : 1;
}

/* What the second stage is decided on, by sequence. */
struct stage {
    size_t count;
    struct precision *precision;
    double *cost_s; /* of a block */
    size_t *there, *wanted, *given;
    unsigned *rounds; /* in all */
};

static void stage_free(struct stage *stage) {
    free(stage->precision);
    free(stage->cost_s);
    free(stage->there);
    free(stage->wanted);
    free(stage->given);
    free(stage->rounds);
}

static int stage_open(const struct plan *plan, const struct records *records, struct stage *stage,
                      struct error *err) {
    size_t count = plan_sequences(plan);
    *stage = (struct stage){.count = count,
                            .cost_s = calloc(count + 1, sizeof *stage->cost_s),
                            .there = calloc(count + 1, sizeof *stage->there),
                            .wanted = calloc(count + 1, sizeof *stage->wanted),
                            .given = calloc(count + 1, sizeof *stage->given),
                            .rounds = calloc(count + 1, sizeof *stage->rounds)};
    if (!stage->cost_s || !stage->there || !stage->wanted || !stage->given || !stage->rounds)
        return error_failed(err, "out of memory");
    return precision_of(plan, records, plan->stop.resolve, &stage->precision, err);
}

static void want(const struct plan *plan, const struct records *records, struct stage *stage) {
    for (size_t i = 0; i < plan->block_count; i++) {
        size_t sequence = plan_sequence_of(plan, &plan->block[i]);
        stage->there[sequence]++;
        stage->cost_s[sequence] += block_seconds(plan, &plan->block[i], records);
    }
    for (size_t i = 0; i < stage->count; i++) {
        size_t room = PLAN_ROUNDS_MOST - stage->there[i];
        size_t more = stage->precision[i].more;
        stage->wanted[i] = more < room ? more : room;
        stage->cost_s[i] /= stage->there[i] ? (double)stage->there[i] : 1;
    }
}

static void tell_emulated(struct plan *plan, const struct precision *precision, const char *name) {
    if (precision->emulated > 0)
        plan_warn(plan,
                  "%s: emulated guests have the blocks that the others take; how precisely "
                  "they are measured does not decide",
                  name);
    else if (precision->by_emulated)
        plan_warn(plan, "%s: nothing but emulated guests is compared: the precision is theirs",
                  name);
}

/* Of one sequence: what its first blocks say, and what the budget or the length of plans cuts. */
static void tell_decision(struct plan *plan, const struct stage *stage, size_t i) {
    const struct precision *precision = &stage->precision[i];
    char name[320], share[16], time[32], budget[32];
    plan_sequence_text(plan, i, name, sizeof name);
    tell_emulated(plan, precision, name);
    if (precision->rows == 0) {
        plan_warn(plan, "%s: no interval after %zu blocks, and so no more are planned", name,
                  stage->there[i]);
        return;
    }
    char text[1024];
    snprintf(text, sizeof text,
             "%s: +-%s %% after %zu blocks (%s %s); +-%g %% takes %zu more, about %s", name,
             percent(precision->half_width, share, sizeof share), precision->pairs,
             precision->series, precision->x, 100 * plan->stop.resolve, precision->more,
             about((double)precision->more * stage->cost_s[i], time, sizeof time));
    if (stage->given[i] == precision->more)
        fprintf(stderr, "virtax: %s\n", text);
    else if (stage->given[i] < stage->wanted[i])
        plan_warn(plan, "%s, of which %zu fit into --budget %s", text, stage->given[i],
                  format_time(plan->stop.budget_s, budget, sizeof budget));
    else
        plan_warn(plan, "%s; a plan takes %d at the most", text, PLAN_ROUNDS_MOST);
}

static int decide(struct plan *plan, const struct records *records, double left,
                  struct error *err) {
    struct stage stage;
    int status = stage_open(plan, records, &stage, err);
    if (status == 0) {
        size_t warned = plan->warning_count;
        want(plan, records, &stage);
        budget_share(stage.cost_s, stage.wanted, stage.count, left, stage.given);
        for (size_t i = 0; i < stage.count; i++) {
            stage.rounds[i] = (unsigned)(stage.there[i] + stage.given[i]);
            tell_decision(plan, &stage, i);
        }
        for (size_t i = warned; i < plan->warning_count; i++)
            fprintf(stderr, "virtax: %s\n", plan->warning[i]);
        plan->stop.stage = STOP_SETTLED;
        status = plan_order_more(plan, stage.rounds, err);
    }
    stage_free(&stage);
    return status;
}

static int plan_second_stage(struct plan *plan, const char *directory, struct error *err) {
    struct records records;
    double left;
    if (time_left(plan, directory, &left, err) < 0 || read_records(directory, &records, err) < 0)
        return -1;
    int status = decide(plan, &records, left, err);
    records_free(&records);
    return status < 0 ? -1 : write_plan(plan, directory, err);
}

static int measure_stages(struct plan *plan, const char *directory,
                          const struct measure_listener *listener, struct error *err) {
    if (measure_within_budget(plan, directory, listener, err) < 0)
        return -1;
    int cut = settle_for_what_is_there(plan, directory, err);
    if (cut != 0 || plan->stop.stage != STOP_FIRST)
        return cut < 0 ? -1 : 0;
    size_t first = plan->block_count;
    if (plan_second_stage(plan, directory, err) < 0)
        return -1;
    if (plan->block_count == first)
        return 0;
    if (measure_within_budget(plan, directory, listener, err) < 0)
        return -1;
    return settle_for_what_is_there(plan, directory, err) < 0 ? -1 : 0;
}

/* Also of a run that was interrupted. What cannot be kept costs a forecast, no measurement. */
static void keep_times(const struct plan *plan, const char *directory) {
    struct records records;
    struct times times;
    struct error why;
    if (read_records(directory, &records, &why) < 0)
        return;
    times_read(&times);
    learn_times(plan, &records, &times);
    if (times_write(&times, &why) < 0)
        fprintf(stderr, "virtax: warning: measured times are not kept for forecasts: %s\n",
                why.text);
    times_free(&times);
    records_free(&records);
}

int measure_as_planned(struct plan *plan, const char *directory,
                       const struct measure_listener *listener, struct error *err) {
    int status = measure_stages(plan, directory, listener, err);
    bool before = process_shield(true);
    keep_times(plan, directory);
    process_shield(before);
    return status;
}

static void tell(const struct plan *plan, const struct precision *precision, size_t sequence,
                 FILE *out) {
    char name[320], share[16];
    plan_sequence_text(plan, sequence, name, sizeof name);
    percent(precision->half_width, share, sizeof share);
    if (precision->rows == 0)
        fprintf(out, "%s: no interval, so that no precision can be told\n", name);
    else if (precision->more == 0)
        fprintf(out, "%s: resolved to +-%s %% (the widest: %s %s)\n", name, share,
                precision->series, precision->x);
    else
        fprintf(out, "%s: not resolved to +-%g %%, but to +-%s %% (%s %s); about %zu more blocks\n",
                name, 100 * plan->stop.resolve, share, precision->series, precision->x,
                precision->more);
    if (precision->rows > 0 && precision->untold > 0)
        fprintf(out, "%s: %zu of its rows have no interval\n", name, precision->untold);
}

int stopping_tell(const struct plan *plan, const char *directory, FILE *out, struct error *err) {
    struct records records;
    cleanup_free struct precision *precision = NULL;
    if (!(plan->stop.resolve > 0))
        return 0;
    if (read_records(directory, &records, err) < 0)
        return -1;
    int status = precision_of(plan, &records, plan->stop.resolve, &precision, err);
    for (size_t i = 0; status == 0 && i < plan_sequences(plan); i++)
        tell(plan, &precision[i], i, out);
    records_free(&records);
    return status;
}
