/* output.c - a table of the lines, in their order. */
#include "sqlload/output.h"

#include "common/cleanup.h"

#include <math.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdlib.h>
#include <string.h>

static const double ns_per_ms = 1e6;
enum { NUMBERS = 2, NO_FIELD = -1 };

struct row {
    const char *text; /* "#" stands for a number, blanks for some blanks */
    int field[NUMBERS];
    bool maybe; /* it may be missing */
};

#define AT(member) ((int)offsetof(struct output, member))
#define TEXT(line)                                                                                 \
    { (line), {NO_FIELD, NO_FIELD}, false }
#define ONE(line, member)                                                                          \
    { (line), {AT(member), NO_FIELD}, false }
#define TWO(line, first, second)                                                                   \
    { (line), {AT(first), AT(second)}, false }

static const struct row before_histogram[] = {
    TEXT("Running the test with following options:"),
    ONE("Number of threads: #", threads),
    {"Target transaction rate: #/sec", {AT(rate), NO_FIELD}, true},
    ONE("Initializing random number generator from seed (#).", seed),
    TEXT("Initializing worker threads..."),
    TEXT(OUTPUT_STARTED),
    TEXT("Latency histogram (values are in milliseconds)"),
    TEXT(" value ------------- distribution ------------- count"),
};

static const struct row after_histogram[] = {
    TEXT("SQL statistics:"),
    TEXT(" queries performed:"),
    ONE(" read: #", reads),
    ONE(" write: #", writes),
    ONE(" other: #", others),
    ONE(" total: #", statements),
    TWO(" transactions: # (# per sec.)", transactions, transactions_per_s),
    TWO(" queries: # (# per sec.)", queries, queries_per_s),
    TWO(" ignored errors: # (# per sec.)", errors, errors_per_s),
    TWO(" reconnects: # (# per sec.)", reconnects, reconnects_per_s),
    TEXT("General statistics:"),
    ONE(" total time: #s", time_s),
    ONE(" total number of events: #", events),
    TEXT("Latency (ms):"),
    ONE(" min: #", min_ms),
    ONE(" avg: #", mean_ms),
    ONE(" max: #", max_ms),
    ONE(" 99th percentile: #", percentile_ms),
    ONE(" sum: #", sum_ms),
    TEXT("Threads fairness:"),
    TWO(" events (avg/stddev): #/#", events_of_a_thread, events_deviation),
    TWO(" execution time (avg/stddev): #/#", seconds_of_a_thread, seconds_deviation),
};

static bool is_blank(char c) {
    return c == ' ' || c == '\t';
}

/* A number as it is printed: digits, maybe with a point; nothing that strtod(3) takes besides. */
static const char *take_number(const char *line, double *value) {
    size_t size = strspn(line, "0123456789.");
    char *end;
    *value = strtod(line, &end);
    return size > 0 && end == line + size ? end : NULL;
}

static bool line_is(const char *line, const char *pattern, double values[NUMBERS]) {
    size_t count = 0;
    for (; *pattern && line; pattern++) {
        if (*pattern == '#') {
            line = take_number(line, &values[count++]);
        } else if (*pattern == ' ') {
            if (!is_blank(*line))
                return false;
            line += strspn(line, " \t");
        } else if (*line++ != *pattern) {
            return false;
        }
    }
    return line && line[strspn(line, " \t")] == '\0';
}

/* The lines that hold anything, one after the other. */
struct lines {
    char *line, *state;
};

static void next(struct lines *lines) {
    do
        lines->line = strtok_r(NULL, "\n", &lines->state);
    while (lines->line && lines->line[strspn(lines->line, " \t\r")] == '\0');
}

static int unexpected(const struct lines *lines, const char *wanted, struct error *err) {
    enum { QUOTED = 100 };
    return error_failed(err, "sysbench: '%.*s' where '%s' is due", QUOTED,
                        lines->line ? lines->line : "the end", wanted);
}

static int take_rows(struct lines *lines, const struct row *rows, size_t count,
                     struct output *output, struct error *err) {
    for (const struct row *row = rows; row < rows + count; row++) {
        double values[NUMBERS] = {0};
        if (!lines->line || !line_is(lines->line, row->text, values)) {
            if (row->maybe)
                continue;
            return unexpected(lines, row->text, err);
        }
        for (size_t i = 0; i < NUMBERS; i++)
            if (row->field[i] != NO_FIELD)
                memcpy((char *)output + row->field[i], &values[i], sizeof values[i]);
        next(lines);
    }
    return 0;
}

/* "       2.223 |**                                       4" */
static bool bucket_of(const char *line, double *ms, double *count) {
    line += strspn(line, " ");
    line = take_number(line, ms);
    if (!line || strncmp(line, " |", 2) != 0)
        return false;
    line += 2;
    line += strspn(line, "*");
    line += strspn(line, " ");
    line = take_number(line, count);
    return line && *line == '\0' && *count >= 1 && *count <= 1e9 && *count == floor(*count);
}

static int take_histogram(struct lines *lines, struct output *output, struct error *err) {
    double ms, count, last = 0;
    while (lines->line && bucket_of(lines->line, &ms, &count)) {
        if (!(ms > last))
            return unexpected(lines, "a bucket above the last one", err);
        last = ms;
        for (double i = 0; i < count; i++)
            histogram_record(&output->latency, (uint64_t)(ms * ns_per_ms));
        next(lines);
    }
    return 0;
}

static bool near(double a, double b, double share) {
    return fabs(a - b) <= share * fmax(fabs(a), fabs(b));
}

/* Rates have two decimals, and are over a time that sysbench reads apart from the one that it tells
 * (report_cumulative in its sysbench.c): an emulated guest may have to wait for a CPU meanwhile. */
static bool is_rate(double amount, double per_s, double seconds) {
    static const double apart_s = 0.25;
    return fabs(amount - per_s * seconds) <= 0.01 * amount + 0.005 * seconds + apart_s * per_s;
}

/* What is there twice is the same, and a line that was damaged into another number is seen. */
static int check(const struct output *o, struct error *err) {
    static const double rounded = 0.01, bucket = 0.02;
    const struct {
        const char *what;
        bool holds;
    } all[] = {
        {"reads, writes and others are not all queries",
         o->reads + o->writes + o->others == o->statements},
        {"queries are told twice and differ", o->queries == o->statements},
        {"events are not the transactions", o->events == o->transactions},
        {"the histogram has not all events", (double)o->latency.count == o->events},
        {"transactions and their rate differ in time",
         is_rate(o->transactions, o->transactions_per_s, o->time_s)},
        {"queries and their rate differ in time", is_rate(o->queries, o->queries_per_s, o->time_s)},
        {"the average is not the sum over the events",
         near(o->mean_ms * o->events, o->sum_ms, rounded) || o->mean_ms < 1},
        {"events of a thread are not a share of all",
         near(o->events_of_a_thread * o->threads, o->events, rounded)},
        {"the histogram is not between minimum and maximum",
         o->latency.count == 0 ||
             (1e-6 * (double)o->latency.min_ns >= o->min_ms * (1 - bucket) - rounded &&
              1e-6 * (double)o->latency.max_ns <= o->max_ms * (1 + bucket) + rounded)},
    };
    for (size_t i = 0; i < sizeof all / sizeof *all; i++)
        if (!all[i].holds)
            return error_failed(err, "sysbench: %s", all[i].what);
    return 0;
}

int output_read(const char *text, struct output *output, struct error *err) {
    char version[sizeof output->version];
    *output = (struct output){0};
    cleanup_free char *copy = strdup(text);
    if (!copy)
        return error_failed(err, "out of memory");
    struct lines lines = {0};
    lines.line = strtok_r(copy, "\n", &lines.state);
    if (!lines.line || sscanf(lines.line, "sysbench %31s (using", version) != 1)
        return unexpected(&lines, "sysbench VERSION", err);
    strcpy(output->version, version);
    next(&lines);
    if (take_rows(&lines, before_histogram, sizeof before_histogram / sizeof *before_histogram,
                  output, err) < 0 ||
        take_histogram(&lines, output, err) < 0 ||
        take_rows(&lines, after_histogram, sizeof after_histogram / sizeof *after_histogram, output,
                  err) < 0)
        return -1;
    if (lines.line)
        return unexpected(&lines, "the end", err);
    if (check(output, err) < 0)
        return -1;
    /* Those of the printed lines are exact. */
    output->latency.min_ns = (uint64_t)(ns_per_ms * output->min_ms);
    output->latency.max_ns = (uint64_t)(ns_per_ms * output->max_ms);
    output->latency.sum_ns = (unsigned __int128)(ns_per_ms * output->sum_ms);
    return 0;
}
