/* run_directory.c - loads results and says which are none, or not whole. */
#include "run_directory.h"

#include "base/project.h"
#include "planning/series.h"

#include <limits.h>
#include <stdlib.h>
#include <unistd.h>

int run_directory_check(const char *directory, struct error *err) {
    char path[PATH_MAX];
    snprintf(path, sizeof path, "%s/plan.json", directory);
    return access(path, F_OK) == 0 ? 0 : error_usage(err, "%s: no such run", path);
}

int run_directory_load(const char *directory, struct results *results, struct error *err) {
    struct path paper = project_path("data/paper/figures.csv");
    if (results_load(directory, paper.text, results, err) < 0)
        return -1;
    series_describe(&results->plan);
    return 0;
}

/* How many cells of the plan have no record. */
static size_t count_missing(const struct results *results) {
    size_t lacks = 0;
    for (size_t f = 0; f < results->summary_count; f++)
        if (!results->plan.figure[f].view_of)
            lacks += results->summary[f].cells_planned - results->summary[f].cells_recorded;
    return lacks;
}

static int check_finished(const struct results *results, bool partial, struct error *err) {
    size_t lacks = count_missing(results), valid = 0;
    for (size_t f = 0; f < results->summary_count; f++)
        valid += results->summary[f].cells_valid;
    if (lacks > 0 && !partial)
        return error_failed(err,
                            "%s: %zu cells are not measured; `virtax resume %s` does that, "
                            "--partial takes what is there",
                            results->directory, lacks, results->directory);
    return valid > 0 ? 0
                     : error_failed(err,
                                    "%s: no cell has a result that counts; its report.html "
                                    "says why",
                                    results->directory);
}

struct results *run_directories_load(const struct words *directories, bool partial, size_t *count,
                                     struct error *err) {
    struct results *run = calloc(directories->count, sizeof *run);
    int status = run ? 0 : error_failed(err, "out of memory");
    *count = 0;
    for (size_t i = 0; i < directories->count && status == 0; i++) {
        if (run_directory_check(directories->word[i], err) < 0 ||
            run_directory_load(directories->word[i], &run[i], err) < 0)
            status = -1;
        else
            status = check_finished(&run[(*count)++], partial, err);
    }
    if (status == 0)
        return run;
    run_directories_free(run, *count);
    return NULL;
}

void run_directories_free(struct results *run, size_t count) {
    for (size_t i = 0; i < count; i++)
        results_free(&run[i]);
    free(run);
}

int run_directory_take(void *object, const char *word, struct error *err) {
    return words_add(object, word) < 0 ? error_failed(err, "out of memory") : 0;
}
