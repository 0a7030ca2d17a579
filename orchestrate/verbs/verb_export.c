/* verb_export.c - virtax export DIR... --to FORMAT: results for other tools. */
#include "base/durable.h"
#include "common/cleanup.h"
#include "export/export.h"
#include "run_directory.h"
#include "verb_options.h"
#include "verbs.h"

#include <stdlib.h>
#include <string.h>

struct arguments {
    struct words directories; /* the first, for run_directory_take */
    const struct export_format *format;
    const char *output;
    bool partial;
};

static int set_to(const struct option_row *row, const char *text, void *field, struct error *err) {
    (void)row;
    const struct export_format **format = field;
    return (*format = export_find(text, err)) ? 0 : -1;
}

static const struct option_type to = {.parse = set_to};

static const struct option_row options[] = {
    {"to", 't', "FORMAT", 0, offsetof(struct arguments, format), &to,
     "bencher, otava, pkb, openmetrics, hgrm, csv or json", .flags = 0},
    {"output", 'o', "PATH", 0, offsetof(struct arguments, output), &option_text,
     "File to write, instead of stdout; of otava the table, beside which PATH.yaml is written, of "
     "hgrm a directory",
     .flags = 0},
    {"partial", 'p', NULL, 0, offsetof(struct arguments, partial), &option_flag,
     "Also of runs that are not finished", .flags = 0},
    {0},
};

static int check(const struct arguments *arguments, struct error *err) {
    const struct export_format *format = arguments->format;
    if (arguments->directories.count == 0)
        return error_usage(err, "export: no results directory named");
    if (!format)
        return error_usage(err, "export: --to names no format (see --help)");
    if (format->write && !arguments->output)
        return error_usage(err, "export: %s makes more than one file; -o says where", format->name);
    if (arguments->directories.count > 1 && !format->several)
        return error_usage(err, "export: %s takes one run at a time", format->name);
    return 0;
}

static int by_time(const void *a, const void *b) {
    const struct results *one = a, *other = b;
    return strcmp(one->plan.created, other->plan.created);
}

/* All of it or nothing: what fails in the midst must not leave half of a document. */
static int print(const struct arguments *arguments, const struct export_runs *runs,
                 struct words *notes, struct error *err) {
    cleanup_free char *text = NULL;
    size_t size = 0;
    FILE *out = open_memstream(&text, &size);
    if (!out)
        return error_errno(err, "%s", arguments->format->name);
    int status = arguments->format->print(runs, out, notes, err);
    if (fclose(out) != 0 && status == 0)
        status = error_errno(err, "%s", arguments->format->name);
    if (status < 0)
        return -1;
    if (arguments->output)
        return file_write(arguments->output, text, size, err);
    return fwrite(text, 1, size, stdout) == size && fflush(stdout) == 0
               ? 0
               : error_errno(err, "stdout");
}

static int export(const struct arguments *arguments, struct error *err) {
    struct words notes = {0};
    const struct export_format *format = arguments->format;
    struct export_runs runs;
    runs.run = run_directories_load(&arguments->directories, arguments->partial, &runs.count, err);
    if (!runs.run)
        return -1;
    qsort(runs.run, runs.count, sizeof *runs.run, by_time);
    int status = format->write ? format->write(&runs, arguments->output, &notes, err)
                               : print(arguments, &runs, &notes, err);
    for (size_t i = 0; status == 0 && i < notes.count; i++)
        fprintf(stderr, "virtax: %s\n", notes.word[i]);
    words_free(&notes);
    run_directories_free(runs.run, runs.count);
    return status;
}

/* --help lists the formats after the options. */
static char *about_formats(void) {
    char *text = NULL;
    size_t size = 0;
    FILE *out = open_memstream(&text, &size);
    if (!out)
        return NULL;
    fputs("Writes the results of runs in the format of another tool.\vFormats:\n", out);
    for (size_t i = 0; i < export_format_count; i++)
        fprintf(out, "  %-12s %s%s\n", export_formats[i].name, export_formats[i].about,
                export_formats[i].several ? "; several runs" : "");
    return fclose(out) == 0 ? text : NULL;
}

int verb_export(int argc, char **argv, struct error *err) {
    struct arguments arguments = {0};
    cleanup_free char *about = about_formats();
    const struct option_set set = {
        .object = &arguments, .about = about, .arguments = "DIR...", .word = run_directory_take};
    bool wrong = verb_options(argc, argv, options, set, err) < 0 || check(&arguments, err) < 0 ||
                 export(&arguments, err) < 0;
    words_free(&arguments.directories);
    return wrong ? err->status : STATUS_OK;
}
