/* run_copies.h - copies of a small run in scratch directories, with what a test changes in them. */
#ifndef VIRTAX_TESTS_RUN_COPIES_H
#define VIRTAX_TESTS_RUN_COPIES_H

#include "base/jsonfile.h"
#include "common/cleanup.h"
#include "report/output.h"
#include "scratch.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>
#include <sys/stat.h>

#include <cmocka.h>

#define RUN_DATA "tests/unit/data/"
#define RUN_PAPER RUN_DATA "results-stream/paper.csv"

/* What a test does to a plan, or to each record; NULL: nothing. */
typedef void run_change(json_t *object);

static void copy_records(const char *from, const char *to, run_change *change) {
    cleanup_free char *line = NULL;
    size_t capacity = 0;
    cleanup_fclose FILE *in = fopen(from, "re");
    cleanup_fclose FILE *out = fopen(to, "we");
    assert_true(in && out);
    while (getline(&line, &capacity, in) > 0) {
        cleanup_json json_t *record = json_loads(line, 0, NULL);
        assert_non_null(record);
        if (change)
            change(record);
        assert_int_equal(json_dumpf(record, out, JSON_COMPACT), 0);
        fputc('\n', out);
    }
}

/* Copies tests/unit/data/DATA to scratch/NAME and loads it. */
static void load_copy(const char *data, const char *name, run_change *of_plan,
                      run_change *of_records, struct results *results) {
    char from[256], to[256];
    struct error err = {.text = ""};
    snprintf(to, sizeof to, "%s", scratch_path(name));
    assert_int_equal(mkdir(to, 0700), 0);
    snprintf(from, sizeof from, RUN_DATA "%s/plan.json", data);
    cleanup_json json_t *plan = json_read_file(from, &err);
    assert_non_null(plan);
    if (of_plan)
        of_plan(plan);
    char path[300];
    snprintf(path, sizeof path, "%s/plan.json", to);
    assert_int_equal(json_write_file(path, plan, &err), 0);
    snprintf(from, sizeof from, RUN_DATA "%s/records.jsonl", data);
    snprintf(path, sizeof path, "%s/records.jsonl", to);
    copy_records(from, path, of_records);
    if (results && results_load(to, RUN_PAPER, results, &err) < 0)
        fail_msg("%s", err.text);
}

#endif
