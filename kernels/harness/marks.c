/* marks.c - writes each mark by a single write(2). */
#include "harness/marks.h"

#include <string.h>
#include <unistd.h>

static int mark(const char *line, struct error *err) {
    ssize_t length = (ssize_t)strlen(line);
    ssize_t written = write(STDERR_FILENO, line, (size_t)length);
    if (written < 0)
        return error_errno(err, "writing a mark to stderr");
    if (written != length)
        return error_failed(err, "writing a mark to stderr: it was cut short");
    return 0;
}

int mark_populates(struct error *err) {
    return mark("virtax: populates\n", err);
}

int mark_ready(struct error *err) {
    return mark("virtax: ready\n", err);
}

int mark_begin(struct error *err) {
    return mark("virtax: begin\n", err);
}

int mark_end(struct error *err) {
    return mark("virtax: end\n", err);
}
