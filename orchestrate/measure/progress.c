/* progress.c - one status line that is wiped, or a line for each cell, and the time left. */
#include "progress.h"

#include "record_text.h"

#include "common/clock.h"
#include "common/units.h"

#include <math.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

static bool hushed;

void progress_hush(bool on) {
    hushed = on;
}

void progress_begin(struct progress *progress, size_t cells, size_t done) {
    *progress = (struct progress){.terminal = terminal_of(STDERR_FILENO),
                                  .cells = cells,
                                  .done = done,
                                  .started = clock_now()};
}

static FILE *out_of(const struct progress *progress) {
    return progress->out ? progress->out : stderr;
}

static void time_left(const struct progress *progress, char *text, size_t size) {
    text[0] = '\0';
    if (progress->measured == 0 && !(progress->left_s > 0))
        return;
    double each = (clock_now() - progress->started) / (double)progress->measured;
    double left =
        progress->left_s > 0 ? progress->left_s : each * (double)(progress->cells - progress->done);
    char buffer[32];
    snprintf(text, size, ", about %s left", format_time(trunc(left), buffer, sizeof buffer));
}

/* Blanks instead of an escape sequence, which not every terminal knows. */
static void clear_line(struct progress *progress) {
    if (progress->shown > 0)
        fprintf(out_of(progress), "\r%*s\r", progress->shown, "");
    progress->shown = 0;
}

void progress_step(struct progress *progress, const char *cell, const char *what) {
    char left[64], line[512];
    if (!progress->terminal.returns || hushed)
        return;
    time_left(progress, left, sizeof left);
    snprintf(line, sizeof line, "[%zu/%zu] %s: %s%s", progress->done + 1, progress->cells, cell,
             what, left);
    clear_line(progress);
    /* What runs on to a second line could not be taken back. */
    size_t columns = progress->terminal.columns;
    progress->shown =
        fprintf(out_of(progress), "%.*s", columns ? (int)columns - 1 : (int)sizeof line, line);
}

/* What a server said that did not do its part. */
static void tell_quoted(struct progress *progress, const json_t *record) {
    char quoted[4096];
    const char *line = record_quoted(record, quoted, sizeof quoted);
    while (*line) {
        int size = (int)strcspn(line, "\n");
        progress_say(progress, "    | %.*s", size, line);
        line += size + 1;
    }
}

void progress_done(struct progress *progress, const char *cell, const json_t *record) {
    bool valid = json_is_true(json_object_get(record, "valid"));
    char cause[512];
    double wall = json_number_value(json_object_get(record, "host_wall_s"));
    progress->done++;
    progress->measured++;
    if (!valid) {
        progress_say(progress, "[%zu/%zu] %s FAILED: %s", progress->done, progress->cells, cell,
                     record_cause(record, cause, sizeof cause));
        tell_quoted(progress, record);
    } else if (!progress->terminal.returns && !hushed) {
        progress_say(progress, "[%zu/%zu] %s ok, %.1f s", progress->done, progress->cells, cell,
                     wall);
    }
}

void progress_say(struct progress *progress, const char *format, ...) {
    va_list args;
    va_start(args, format);
    clear_line(progress);
    vfprintf(out_of(progress), format, args);
    fputc('\n', out_of(progress));
    va_end(args);
}

void progress_end(struct progress *progress) {
    clear_line(progress);
}
