/* results.c - a results directory in memory: what all writers read. */
#include "output.h"

#include "base/jsonfile.h"
#include "common/cleanup.h"
#include "measure/run_medium.h"
#include "statistics/against.h"
#include "statistics/cost.h"
#include "statistics/effects.h"
#include "statistics/main_effects.h"
#include "statistics/steadiness.h"
#include "statistics/summarise.h"

#include <string.h>

static char *path_in(const char *directory, const char *name, struct error *err) {
    char *path = NULL;
    if (asprintf(&path, "%s/%s", directory, name) < 0) {
        error_errno(err, "%s", directory);
        return NULL;
    }
    return path;
}

static int load_plan(const char *directory, struct results *results, struct error *err) {
    cleanup_free char *path = path_in(directory, "plan.json", err);
    if (!path)
        return -1;
    cleanup_json json_t *json = json_read_file(path, err);
    if (!json)
        return -1;
    if (plan_from_json(json, &results->plan, err) < 0)
        return error_wrap(err, "%s", path);
    return 0;
}

static int load_records(const char *directory, struct results *results, struct error *err) {
    cleanup_free char *path = path_in(directory, "records.jsonl", err);
    return path ? records_read(path, &results->records, err) : -1;
}

/* A run that died early has no machine.json: its report says so instead of failing. */
static int load_machine(const char *directory, struct results *results, struct error *err) {
    cleanup_free char *path = path_in(directory, "machine.json", err);
    if (!path)
        return -1;
    if (access(path, F_OK) != 0)
        return 0;
    results->machine = json_read_file(path, err);
    if (results->machine && !json_is_object(results->machine))
        return error_failed(err, "%s: not a JSON object", path);
    return results->machine ? 0 : -1;
}

/* A run whose records tell no CPU time has rows without numbers, and these are not shown. */
static bool any_number(const struct summary *summary) {
    for (size_t i = 0; i < summary->row_count; i++)
        if (summary->row[i].moments.n > 0)
            return true;
    return false;
}

static int load_effects(struct results *results, size_t figure, struct error *err) {
    const struct summary *summary = &results->summary[figure];
    struct summary *effects = &results->effects[figure];
    return plan_baseline(summary->figure) >= 0
               ? effects_of(summary, effects, err)
               : main_effects_of(&results->plan, &results->records, summary, effects, err);
}

static int load_against(struct results *results, size_t figure, struct error *err) {
    struct shown shown;
    return against_shown(&results->plan.figure[figure], &shown)
               ? summary_make(&results->plan, figure, shown, record_against, &results->records,
                              &results->against[figure], err)
               : 0;
}

static int load_cost(struct results *results, size_t figure, struct error *err) {
    struct shown shown;
    struct summary *cost = &results->cost[figure];
    if (results->plan.figure[figure].view_of || !cost_shown(&results->plan.figure[figure], &shown))
        return 0;
    if (summary_make(&results->plan, figure, shown, record_cost, &results->records, cost, err) < 0)
        return -1;
    if (!any_number(cost))
        summary_free(cost);
    return 0;
}

static int load_steadiness(struct results *results, size_t figure, struct error *err) {
    struct shown shown;
    struct summary *steadiness = &results->steadiness[figure];
    if (results->plan.figure[figure].view_of ||
        !steadiness_shown(&results->plan.figure[figure], &shown))
        return 0;
    if (summary_make(&results->plan, figure, shown, record_variation, &results->records, steadiness,
                     err) < 0)
        return -1;
    if (!any_number(steadiness))
        summary_free(steadiness);
    return 0;
}

/* Among the plan's own warnings, since every writer tells these. */
static void warn_of_media(struct results *results) {
    size_t i;
    const json_t *facts;
    char text[512];
    json_array_foreach(json_object_get(results->machine, "media"), i, facts) {
        if (run_medium_warning(facts, text, sizeof text))
            plan_warn(&results->plan, "%s", text);
    }
}

static int load_summaries(struct results *results, struct error *err) {
    size_t figures = results->plan.figure_count, room = figures ? figures : 1;
    results->summary = calloc(room, sizeof *results->summary);
    results->effects = calloc(room, sizeof *results->effects);
    results->cost = calloc(room, sizeof *results->cost);
    results->against = calloc(room, sizeof *results->against);
    results->steadiness = calloc(room, sizeof *results->steadiness);
    if (!results->summary || !results->effects || !results->cost || !results->against ||
        !results->steadiness)
        return error_errno(err, "summaries of %zu figures", figures);
    for (size_t i = 0; i < figures; i++, results->summary_count++)
        if (summarise(&results->plan, i, &results->records, &results->summary[i], err) < 0 ||
            load_effects(results, i, err) < 0 || load_against(results, i, err) < 0 ||
            load_cost(results, i, err) < 0 || load_steadiness(results, i, err) < 0)
            return -1;
    return 0;
}

/* A file beside the paper's numbers; NULL where there is none, or memory is short. */
static char *beside(const char *paper_csv, const char *name) {
    const char *slash = strrchr(paper_csv, '/');
    char *path = NULL;
    int directory = slash ? (int)(slash + 1 - paper_csv) : 0;
    if (asprintf(&path, "%.*s%s", directory, paper_csv, name) < 0)
        return NULL;
    if (access(path, F_OK) == 0)
        return path;
    free(path);
    return NULL;
}

static int load_words(const char *paper_csv, struct results *results, struct error *err) {
    cleanup_free char *statements = beside(paper_csv, "statements.ini");
    cleanup_free char *others = beside(paper_csv, "others.ini");
    return (statements && statements_read(statements, &results->statements, err) < 0) ||
                   (others && others_read(others, &results->others, err) < 0)
               ? -1
               : 0;
}

int results_open(const char *directory, struct results *results, struct error *err) {
    memset(results, 0, sizeof *results);
    results->directory = strdup(directory);
    if (!results->directory)
        return error_errno(err, "%s", directory);
    if (load_plan(directory, results, err) < 0 || load_records(directory, results, err) < 0 ||
        load_machine(directory, results, err) < 0) {
        results_free(results);
        return -1;
    }
    return 0;
}

int results_load(const char *directory, const char *paper_csv, struct results *results,
                 struct error *err) {
    if (results_open(directory, results, err) < 0)
        return -1;
    if (paper_read(paper_csv, &results->paper, err) < 0 ||
        load_words(paper_csv, results, err) < 0 || load_summaries(results, err) < 0) {
        results_free(results);
        return -1;
    }
    warn_of_media(results);
    return 0;
}

struct cells results_cells(const struct results *results, const struct summary *summary,
                           record_reader *read) {
    return (struct cells){&results->plan, summary->index, &summary->shown, read, &results->records};
}

void results_free(struct results *results) {
    struct summary *const all[] = {results->summary, results->effects, results->cost,
                                   results->against, results->steadiness};
    for (size_t k = 0; k < sizeof all / sizeof *all; k++) {
        for (size_t i = 0; all[k] && i < results->plan.figure_count; i++)
            summary_free(&all[k][i]);
        free(all[k]);
    }
    json_decref(results->machine);
    statements_free(&results->statements);
    others_free(&results->others);
    paper_free(&results->paper);
    records_free(&results->records);
    plan_free(&results->plan);
    free(results->directory);
    memset(results, 0, sizeof *results);
}
