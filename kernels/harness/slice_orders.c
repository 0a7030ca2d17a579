/* slice_orders.c - reads lines of a bounded length and takes them by the letter. */
#include "harness/slice_orders.h"

#include "common/interrupts.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

enum { SHOWN = 40 };

static char *line_end(const struct slice_orders *orders) {
    return memchr(orders->text, '\n', orders->have);
}

bool slice_orders_ready(const struct slice_orders *orders) {
    return line_end(orders);
}

/* The beginning of what came, fit for a terminal. */
static const char *shown(const char *text, size_t length, char copy[SHOWN + 4]) {
    size_t count = length < SHOWN ? length : SHOWN;
    for (size_t i = 0; i < count; i++)
        copy[i] = text[i] >= ' ' && text[i] <= '~' ? text[i] : '?';
    strcpy(copy + count, length > count ? "..." : "");
    return copy;
}

/* A decimal number; strtod(3) alone would take blanks, "inf" and hexadecimal ones. */
static bool is_number(const char *text, double most, double *number) {
    char *end;
    if (text[0] == '\0' || text[strspn(text, "0123456789.e+-")] != '\0')
        return false;
    *number = strtod(text, &end);
    return *end == '\0' && *number > 0 && *number <= most;
}

static const struct verb {
    const char *word;
    int order;
    const char *what;
    double most;
} verbs[] = {{"slice ", SLICE_ORDER_RUN, "seconds", SLICE_SECONDS_MAX},
             {"populate ", SLICE_ORDER_POPULATE, "bytes", SLICE_POPULATE_MAX}};

static int take(const char *line, size_t length, double *number, struct error *err) {
    char copy[SHOWN + 4];
    shown(line, length, copy);
    if (strlen(line) == length && strcmp(line, "end") == 0)
        return SLICE_ORDER_END;
    for (size_t i = 0; strlen(line) == length && i < sizeof verbs / sizeof *verbs; i++) {
        const struct verb *verb = &verbs[i];
        if (strncmp(line, verb->word, strlen(verb->word)) != 0)
            continue;
        if (is_number(line + strlen(verb->word), verb->most, number))
            return verb->order;
        return error_usage(err, "stdin: '%s': the %s are no number above 0 and up to %.0f", copy,
                           verb->what, verb->most);
    }
    return error_usage(err, "stdin: '%s': neither 'slice SECONDS' nor 'end'", copy);
}

/* 0 at the end of the input. */
static ssize_t read_more(struct slice_orders *orders, struct error *err) {
    ssize_t got;
    if (interrupts_seen())
        return error_interrupted(err);
    do
        got = read(orders->fd, orders->text + orders->have, sizeof orders->text - orders->have);
    while (got < 0 && errno == EINTR && !interrupts_seen());
    if (got < 0 && errno == EINTR)
        return error_interrupted(err);
    if (got < 0)
        return error_errno(err, "reading stdin");
    orders->have += (size_t)got;
    return got;
}

struct slice_orders *slice_orders_stdin(void) {
    static struct slice_orders orders = {.fd = STDIN_FILENO};
    return &orders;
}

int slice_orders_next(struct slice_orders *orders, double *number, struct error *err) {
    char copy[SHOWN + 4];
    char *end;
    while (!(end = line_end(orders))) {
        if (orders->have == sizeof orders->text)
            return error_usage(err, "stdin: '%s': a line of more than %d bytes",
                               shown(orders->text, orders->have, copy), SLICE_LINE_MAX);
        ssize_t got = read_more(orders, err);
        if (got < 0)
            return -1;
        if (got == 0 && orders->have > 0)
            return error_usage(err, "stdin: '%s': it ended in the middle of a line",
                               shown(orders->text, orders->have, copy));
        if (got == 0)
            return SLICE_ORDER_END;
    }
    *end = '\0';
    size_t length = (size_t)(end - orders->text);
    int order = take(orders->text, length, number, err);
    orders->have -= length + 1;
    memmove(orders->text, end + 1, orders->have);
    return order;
}
