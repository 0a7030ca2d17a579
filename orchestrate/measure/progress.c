#include "progress.h"

#include "record_text.h"

#include "common/clock.h"
#include "common/units.h"

#include <stdarg.h>
#include <stdio.h>
#include <unistd.h>

void progress_begin(struct progress *progress, size_t cells, size_t done) {
    *progress = (struct progress){
        .terminal = isatty(STDERR_FILENO), .cells = cells, .done = done, .started = clock_now()};
}

static void time_left(const struct progress *progress, char *text, size_t size) {
    text[0] = '\0';
    if (progress->measured == 0)
        return;
    double each = (clock_now() - progress->started) / (double)progress->measured;
    double left = (double)(long)(each * (double)(progress->cells - progress->done));
    char buffer[32];
    snprintf(text, size, ", about %s left", format_time(left, buffer, sizeof buffer));
}

void progress_step(struct progress *progress, const char *cell, const char *what) {
    char left[64];
    if (!progress->terminal)
        return;
    time_left(progress, left, sizeof left);
    fprintf(stderr, "\r\033[K[%zu/%zu] %s: %s%s", progress->done + 1, progress->cells, cell, what,
            left);
}

void progress_done(struct progress *progress, const char *cell, const json_t *record) {
    bool valid = json_is_true(json_object_get(record, "valid"));
    char cause[512];
    double wall = json_number_value(json_object_get(record, "host_wall_s"));
    progress->done++;
    progress->measured++;
    if (!valid)
        progress_say(progress, "[%zu/%zu] %s FAILED: %s", progress->done, progress->cells, cell,
                     record_cause(record, cause, sizeof cause));
    else if (!progress->terminal)
        progress_say(progress, "[%zu/%zu] %s ok, %.1f s", progress->done, progress->cells, cell,
                     wall);
}

void progress_say(struct progress *progress, const char *format, ...) {
    va_list args;
    va_start(args, format);
    if (progress->terminal)
        fprintf(stderr, "\r\033[K");
    vfprintf(stderr, format, args);
    fputc('\n', stderr);
    va_end(args);
}

void progress_end(struct progress *progress) {
    if (progress->terminal)
        fprintf(stderr, "\r\033[K");
}
