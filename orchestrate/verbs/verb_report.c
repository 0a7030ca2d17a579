/* verb_report.c - virtax report DIR...: redraws everything from plan, records and machine alone. */
#include "base/project.h"
#include "base/words.h"
#include "conclude.h"
#include "planning/series.h"
#include "report/output.h"
#include "verb_options.h"
#include "verbs.h"

#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

struct arguments {
    struct words directories;
    enum table_format format;
    bool index;
    const char *hosts; /* the page over them; NULL: none is asked for */
};

static const struct option_row options[] = {
    VERB_FORMAT('f', offsetof(struct arguments, format)),
    {"index", 'I', NULL, 0, offsetof(struct arguments, index), &option_flag,
     "Write DIR/index.html over the runs in DIR (default: results)", .flags = 0},
    {"hosts", 'H', "FILE", 0, offsetof(struct arguments, hosts), &option_text,
     "Write FILE, a page over the directories of several hosts", .flags = 0},
    {0},
};

static int take_directory(void *object, const char *word, struct error *err) {
    struct arguments *arguments = object;
    return words_add(&arguments->directories, word) < 0 ? error_failed(err, "out of memory") : 0;
}

/* A directory without a plan holds no run: a mistyped name, not a failure. */
static int is_run(const char *directory, struct error *err) {
    char path[PATH_MAX];
    snprintf(path, sizeof path, "%s/plan.json", directory);
    return access(path, F_OK) == 0 ? 0 : error_usage(err, "%s: no such run", path);
}

static int write_indexes(const struct words *directories, struct error *err) {
    for (size_t i = 0; i < directories->count || i == 0; i++) {
        const char *directory = directories->count ? directories->word[i] : "results";
        if (index_write(directory, err) < 0)
            return err->status;
        fprintf(stderr, "index: %s/index.html\n", directory);
    }
    return STATUS_OK;
}

static int write_hosts(const struct words *directories, const char *path, struct error *err) {
    struct path paper = project_path("data/paper/figures.csv");
    struct results *run = calloc(directories->count + 1, sizeof *run);
    size_t loaded = 0;
    int status = run ? 0 : error_errno(err, "%zu runs", directories->count);
    while (status == 0 && loaded < directories->count) {
        const char *directory = directories->word[loaded];
        status = is_run(directory, err) < 0
                     ? -1
                     : results_load(directory, paper.text, &run[loaded], err);
        if (status == 0)
            series_describe(&run[loaded++].plan);
    }
    if (status == 0)
        status = hosts_write(run, loaded, path, err);
    while (loaded > 0)
        results_free(&run[--loaded]);
    free(run);
    if (status == 0)
        fprintf(stderr, "hosts: %s\n", path);
    return status < 0 ? err->status : STATUS_OK;
}

int verb_report(int argc, char **argv, struct error *err) {
    struct arguments arguments = {0};
    const struct option_set set = {
        .object = &arguments,
        .about = "Redraws the table, the figures and report.html of results directories.",
        .arguments = "DIR...",
        .word = take_directory};
    int status = verb_options(argc, argv, options, set, err) < 0 ? err->status : STATUS_OK;
    if (status == STATUS_OK && (arguments.index || arguments.hosts)) {
        status = arguments.index ? write_indexes(&arguments.directories, err)
                                 : write_hosts(&arguments.directories, arguments.hosts, err);
        words_free(&arguments.directories);
        return status;
    }
    if (status == STATUS_OK && arguments.directories.count == 0) {
        error_usage(err, "report: no results directory named");
        status = err->status;
    }
    bool gated = false;
    for (size_t i = 0; status == STATUS_OK && i < arguments.directories.count; i++) {
        const char *directory = arguments.directories.word[i];
        status = is_run(directory, err);
        if (status == 0)
            status = conclude(directory, arguments.format, err);
        if (status < 0)
            status = err->status;
        if (status == STATUS_GATE) {
            gated = true;
            status = STATUS_OK;
        }
    }
    if (status == STATUS_OK && gated)
        status = STATUS_GATE;
    words_free(&arguments.directories);
    return status;
}
