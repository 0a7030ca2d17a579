/* verb_report.c - virtax report DIR...: redraws everything from plan, records and machine alone. */
#include "base/words.h"
#include "conclude.h"
#include "verb_options.h"
#include "verbs.h"

#include <limits.h>
#include <stdio.h>
#include <unistd.h>

struct arguments {
    struct words directories;
    enum table_format format;
};

static const struct option_row options[] = {
    VERB_FORMAT('f', offsetof(struct arguments, format)),
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

int verb_report(int argc, char **argv, struct error *err) {
    struct arguments arguments = {0};
    const struct option_set set = {
        .object = &arguments,
        .about = "Redraws the table, the figures and report.html of results directories.",
        .arguments = "DIR...",
        .word = take_directory};
    int status = verb_options(argc, argv, options, set, err) < 0 ? err->status : STATUS_OK;
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
