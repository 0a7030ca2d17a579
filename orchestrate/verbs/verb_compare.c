/* verb_compare.c - virtax compare A B...: the overheads of runs, and how they differ. */
#include "common/choice.h"
#include "compare/compare.h"
#include "run_directory.h"
#include "verb_options.h"
#include "verbs.h"

#include <string.h>
#include <unistd.h>

struct arguments {
    struct words directories; /* the first, for run_directory_take */
    struct compare_allowed allowed;
    enum table_format format;
    const char *html;
    bool partial;
};

static int set_allowed(const struct option_row *row, const char *text, void *field,
                       struct error *err) {
    (void)row;
    static const char *const words[] = {"emulated", "parameters", NULL};
    struct compare_allowed *allowed = field;
    int word = choice_parse(text, "difference", words, err);
    if (word < 0)
        return -1;
    *(word == 0 ? &allowed->emulated : &allowed->parameters) = true;
    return 0;
}

static const struct option_type allow = {.parse = set_allowed};

static const struct option_row options[] = {
    VERB_FORMAT('f', offsetof(struct arguments, format)),
    {"html", 'H', "FILE", 0, offsetof(struct arguments, html), &option_text,
     "Also write a page of its own", .flags = 0},
    {"allow", 'a', "emulated|parameters", 0, offsetof(struct arguments, allowed), &allow,
     "Compare although one is emulated and the other is not, or parameters differ; repeatable",
     .flags = 0},
    {"partial", 'p', NULL, 0, offsetof(struct arguments, partial), &option_flag,
     "Also runs that are not finished", .flags = 0},
    {0},
};

/* One run twice would be compared as if its blocks were two runs'. */
static int check(const struct arguments *arguments, struct error *err) {
    const struct words *all = &arguments->directories;
    if (all->count < 2)
        return error_usage(err, "compare: name two results directories or more");
    if (all->count > COMPARE_MOST)
        return error_usage(err, "compare: %d runs at the most", COMPARE_MOST);
    for (size_t i = 0; i < all->count; i++)
        for (size_t k = i + 1; k < all->count; k++)
            if (strcmp(all->word[i], all->word[k]) == 0)
                return error_usage(err, "compare: %s is named twice", all->word[i]);
    return 0;
}

static int tell(const struct arguments *arguments, const struct results *run, size_t count,
                struct error *err) {
    struct terminal terminal = terminal_of(STDOUT_FILENO);
    struct compare compare;
    if (compare_runs(run, count, &arguments->allowed, &compare, err) < 0)
        return -1;
    int status = compare_print(&compare, arguments->format, &terminal, stdout, err);
    if (status == 0 && fflush(stdout) != 0)
        status = error_errno(err, "stdout");
    if (status == 0 && arguments->html)
        status = compare_write_html(&compare, arguments->html, err);
    compare_free(&compare);
    return status;
}

static int compare(const struct arguments *arguments, struct error *err) {
    size_t count;
    struct results *run =
        run_directories_load(&arguments->directories, arguments->partial, &count, err);
    if (!run)
        return -1;
    int status = tell(arguments, run, count, err);
    run_directories_free(run, count);
    return status;
}

int verb_compare(int argc, char **argv, struct error *err) {
    struct arguments arguments = {0};
    const struct option_set set = {
        .object = &arguments,
        .about = "Shows runs side by side: of two machines, two kernels, before and after. Each "
                 "is compared with the first, A.",
        .arguments = "DIR DIR...",
        .word = run_directory_take};
    bool wrong = verb_options(argc, argv, options, set, err) < 0 || check(&arguments, err) < 0 ||
                 compare(&arguments, err) < 0;
    words_free(&arguments.directories);
    return wrong ? err->status : STATUS_OK;
}
