/* verb_report.c - virtax report DIR...: redraws everything from plan, records and machine alone. */
#include "conclude.h"
#include "run_directory.h"
#include "verb_options.h"
#include "verbs.h"

#include <stdio.h>

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
    size_t count;
    struct results *run = run_directories_load(directories, true, &count, err);
    if (!run)
        return err->status;
    int status = hosts_write(run, count, path, err);
    run_directories_free(run, count);
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
        .word = run_directory_take};
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
        status = run_directory_check(directory, err);
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
