/* verb_report.c - virtax report DIR...: redraws everything from plan, records and machine alone. */
#include "base/words.h"
#include "conclude.h"
#include "verbs.h"

#include <limits.h>
#include <stdio.h>
#include <unistd.h>

struct arguments {
    struct words directories;
    enum table_format format;
    struct error *err;
};

static const struct argp_option options[] = {
    {"format", 'f', "table|csv|json|markdown", 0, "Of the printed result", 0},
    {0},
};

static error_t parse(int key, char *text, struct argp_state *state) {
    struct arguments *arguments = state->input;
    int status = 0;
    if (key == 'f')
        status = table_format_parse(text, &arguments->format, arguments->err);
    else if (key == ARGP_KEY_ARG && words_add(&arguments->directories, text) < 0)
        status = error_failed(arguments->err, "out of memory");
    else if (key != ARGP_KEY_ARG)
        return ARGP_ERR_UNKNOWN;
    return status < 0 ? EINVAL : 0;
}

static const struct argp argp = {
    .options = options,
    .parser = parse,
    .args_doc = "DIR...",
    .doc = "Redraws the table, the figures and report.html of results directories.",
};

/* A directory without a plan holds no run: a mistyped name, not a failure. */
static int is_run(const char *directory, struct error *err) {
    char path[PATH_MAX];
    snprintf(path, sizeof path, "%s/plan.json", directory);
    return access(path, F_OK) == 0 ? 0 : error_usage(err, "%s: no such run", path);
}

int verb_report(int argc, char **argv, struct error *err) {
    struct arguments arguments = {.err = err};
    int status = verb_options(argc, argv, &argp, &arguments, err) < 0 ? err->status : STATUS_OK;
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
