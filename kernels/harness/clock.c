#include "clock.h"

#include <string.h>
#include <time.h>
#include <unistd.h>

double clock_now(void) {
    struct timespec now;
    clock_gettime(CLOCK_MONOTONIC, &now); /* cannot fail with a valid clock and address */
    return (double)now.tv_sec + 1e-9 * (double)now.tv_nsec;
}

struct timespec clock_timespec(double seconds) {
    struct timespec time = {.tv_sec = (time_t)seconds};
    time.tv_nsec = (long)(1e9 * (seconds - (double)time.tv_sec));
    return time;
}

static int mark(const char *line, struct error *err) {
    ssize_t length = (ssize_t)strlen(line);
    ssize_t written = write(STDERR_FILENO, line, (size_t)length);
    if (written < 0)
        return error_errno(err, "writing a mark to stderr");
    if (written != length)
        return error_failed(err, "writing a mark to stderr: it was cut short");
    return 0;
}

int mark_begin(struct error *err) {
    return mark("virtax: begin\n", err);
}

int mark_end(struct error *err) {
    return mark("virtax: end\n", err);
}
