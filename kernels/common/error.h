/* error.h - one error object for kernels and orchestrator.
 *
 * Every fallible function returns a negative value (or NULL) and fills the caller's error object;
 * callers wrap it with what they were doing. Nobody below main() or a verb prints it or exits. */
#ifndef VIRTAX_ERROR_H
#define VIRTAX_ERROR_H

/* Exit statuses of kernels (docs/record.md) and of virtax (docs/results.md) that an error can ask
 * for. */
enum {
    STATUS_OK = 0,
    STATUS_FAILED = 1,
    STATUS_USAGE = 2,
    STATUS_GATE = 3,
    STATUS_UNAVAILABLE = 77,
    STATUS_INTERRUPTED = 130,
};

/* An error: the exit status it deserves and one line "thing: cause; mend" (a guest that did
 * not come up adds the last lines of its console).  */
struct error {
    int status;
    char text[4096];
};

/* Each of these fills `err` and returns -1, so that `return error_failed(err, ...)` reads as it
 * acts. A NULL `err` is allowed and ignored. The text is cut at the size of the buffer. */
int error_failed(struct error *err, const char *format, ...) __attribute__((format(printf, 2, 3)));
int error_usage(struct error *err, const char *format, ...) __attribute__((format(printf, 2, 3)));
int error_unavailable(struct error *err, const char *format, ...)
    __attribute__((format(printf, 2, 3)));
int error_interrupted(struct error *err);

/* As error_failed, with ": " and the text of errno appended. */
int error_errno(struct error *err, const char *format, ...) __attribute__((format(printf, 2, 3)));

/* Puts "context: " before the text that is there, keeps the status, returns -1. */
int error_wrap(struct error *err, const char *format, ...) __attribute__((format(printf, 2, 3)));

/* `return error_null(error_failed(err, ...))` in functions that return a pointer. */
static inline void *error_null(int failed) {
    (void)failed;
    return (void *)0;
}

#endif
