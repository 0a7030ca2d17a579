/* error.c - fills an error with a status and a formatted line, or puts a context before that line.
 * */
#include "common/error.h"

#include "common/plain_text.h"

#include <errno.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

__attribute__((format(printf, 3, 0))) static int fill(struct error *err, int status,
                                                      const char *format, va_list args) {
    if (err) {
        err->status = status;
        vsnprintf(err->text, sizeof err->text, format, args);
        plain_text(err->text);
    }
    return -1;
}

int error_failed(struct error *err, const char *format, ...) {
    va_list args;
    va_start(args, format);
    int result = fill(err, STATUS_FAILED, format, args);
    va_end(args);
    return result;
}

int error_usage(struct error *err, const char *format, ...) {
    va_list args;
    va_start(args, format);
    int result = fill(err, STATUS_USAGE, format, args);
    va_end(args);
    return result;
}

int error_unavailable(struct error *err, const char *format, ...) {
    va_list args;
    va_start(args, format);
    int result = fill(err, STATUS_UNAVAILABLE, format, args);
    va_end(args);
    return result;
}

int error_interrupted(struct error *err) {
    if (err) {
        err->status = STATUS_INTERRUPTED;
        snprintf(err->text, sizeof err->text, "interrupted");
    }
    return -1;
}

int error_errno(struct error *err, const char *format, ...) {
    int cause = errno;
    va_list args;
    va_start(args, format);
    int result = fill(err, STATUS_FAILED, format, args);
    va_end(args);
    if (err) {
        size_t used = strlen(err->text);
        snprintf(err->text + used, sizeof err->text - used, ": %s", strerror(cause));
    }
    return result;
}

int error_wrap(struct error *err, const char *format, ...) {
    if (!err)
        return -1;
    char context[sizeof err->text];
    va_list args;
    va_start(args, format);
    vsnprintf(context, sizeof context, format, args);
    plain_text(context);
    va_end(args);

    char inner[sizeof err->text];
    memcpy(inner, err->text, sizeof inner);
    int room = (int)sizeof err->text - 1;
    int lead = (int)strnlen(context, sizeof context);
    if (lead > room - 2)
        lead = room - 2;
    snprintf(err->text, sizeof err->text, "%.*s: %.*s", lead, context, room - lead - 2, inner);
    return -1;
}
