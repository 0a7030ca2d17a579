/* verb_watch.c - virtax watch DIR: how far a run is that another process measures. */
#include "base/process.h"
#include "common/clock.h"
#include "common/units.h"
#include "measure/progress.h"
#include "run_directory.h"
#include "verb_options.h"
#include "verbs.h"
#include "watch/watch.h"

#include <math.h>
#include <unistd.h>

static const double LOOK_EVERY_S = 1;
static const unsigned RELOAD_S = 3;

struct arguments {
    struct words directories; /* the first, for run_directory_take */
    const char *html;
    double wait_s;
};

static const struct option_row options[] = {
    {"html", 'H', "FILE", 0, offsetof(struct arguments, html), &option_text,
     "Also keep a page up to date, which loads itself again", .flags = 0},
    {"wait", 'w', "TIME", 0, offsetof(struct arguments, wait_s), &option_time,
     "How long to wait for a run that has not begun", .initial = "10s"},
    {0},
};

static void say_record(struct progress *progress, const struct watch *watch, const json_t *record) {
    const char *cell = json_string_value(json_object_get(record, "cell"));
    char values[256], left[32];
    if (!json_is_true(json_object_get(record, "valid"))) {
        progress_done(progress, cell, record);
        return;
    }
    progress->done++;
    if (progress->terminal.returns)
        return;
    format_time(trunc(progress->left_s), left, sizeof left);
    progress_say(progress, "[%zu/%zu] %s ok: %s%s%s%s", progress->done, progress->cells, cell,
                 watch_values(watch, record, values, sizeof values),
                 progress->left_s > 0 ? "; about " : "", progress->left_s > 0 ? left : "",
                 progress->left_s > 0 ? " left" : "");
}

/* What was there when watching began is one line. */
static void say_news(struct progress *progress, const struct watch *watch, bool first) {
    size_t i, fresh = json_array_size(watch->fresh);
    const json_t *record;
    char words[512];
    progress->cells = watch->cells;
    progress->left_s = isfinite(watch->left_s) ? watch->left_s : 0;
    progress->done = first || watch->done < fresh ? watch->done : watch->done - fresh;
    if (first)
        progress_say(progress, "%s", watch_words(watch, words, sizeof words));
    json_array_foreach(watch->fresh, i, record) {
        if (!first)
            say_record(progress, watch, record);
    }
}

/* The line that moves: what is measured, and what came last. */
static void say_now(struct progress *progress, const struct watch *watch, char *last, size_t size) {
    const json_t *record = json_array_get(watch->fresh, json_array_size(watch->fresh) - 1);
    char values[256];
    if (record && json_is_true(json_object_get(record, "valid")))
        snprintf(last, size, "measuring; %s: %s",
                 json_string_value(json_object_get(record, "series")),
                 watch_values(watch, record, values, sizeof values));
    if (*watch->now) /* or it is decided how many more blocks are wanted */
        progress_step(progress, watch->now, last);
    fflush(stdout);
    progress->left_s = fmax(0, progress->left_s - LOOK_EVERY_S);
}

/* Until it has ended, Ctrl-C comes, or there is nothing to watch. */
static int follow(const struct arguments *arguments, struct watch *watch, struct error *err) {
    struct progress progress = {.terminal = terminal_of(STDOUT_FILENO), .out = stdout};
    char last[320] = "measuring", words[512];
    double begin = clock_now();
    bool seen = false;
    while (true) {
        int news = watch_look(watch, err);
        if (news < 0)
            break;
        if (watch->phase == WATCH_ABSENT && clock_now() - begin >= arguments->wait_s) {
            run_directory_check(watch->directory, err);
            break;
        }
        bool over = watch->phase != WATCH_ABSENT && watch->phase != WATCH_GOES_ON;
        if (news > 0 && watch->phase != WATCH_ABSENT) {
            if (seen || !over)
                say_news(&progress, watch, !seen);
            seen = true;
            if (arguments->html &&
                watch_write_html(watch, arguments->html, over ? 0 : RELOAD_S, err) < 0)
                break;
        }
        if (over) {
            progress_end(&progress);
            progress_say(&progress, "%s", watch_words(watch, words, sizeof words));
            return watch_status(watch);
        }
        if (watch->phase == WATCH_GOES_ON)
            say_now(&progress, watch, last, sizeof last);
        if (!process_sleep(LOOK_EVERY_S)) {
            error_interrupted(err);
            break;
        }
    }
    progress_end(&progress);
    /* Nobody keeps the page up to date any more. */
    struct error ignored;
    if (arguments->html && seen)
        (void)watch_write_html(watch, arguments->html, 0, &ignored);
    return err->status;
}

static int check(const struct arguments *arguments, struct error *err) {
    if (arguments->directories.count == 0)
        return error_usage(err, "watch: no results directory named");
    if (arguments->directories.count > 1)
        return error_usage(err, "watch: one directory at a time, not also '%s'",
                           arguments->directories.word[1]);
    return 0;
}

int verb_watch(int argc, char **argv, struct error *err) {
    struct arguments arguments = {0};
    struct watch watch;
    const struct option_set set = {
        .object = &arguments,
        .about = "Shows how far a run is that another process measures, until it ends: it only "
                 "reads what that one writes.",
        .arguments = "DIR",
        .word = run_directory_take};
    int status = verb_options(argc, argv, options, set, err) < 0 || check(&arguments, err) < 0 ||
                         watch_open(arguments.directories.word[0], &watch, err) < 0
                     ? err->status
                     : STATUS_OK;
    if (status == STATUS_OK) {
        status = follow(&arguments, &watch, err);
        watch_close(&watch);
    }
    words_free(&arguments.directories);
    return status;
}
