/* study.c - the table of studies, and how each tells its estimates. */
#include "study.h"

#include "measure/burner.h"

#include <math.h>
#include <stdio.h>

const struct study_kind_row study_kinds[STUDY_KINDS] = {
    [KIND_AA] = {"A/A", "native against native"},
    [KIND_WORK] = {"injected work", "a kernel that does so much more of the same work"},
    [KIND_LATENCY] = {"injected latency", "a relay that holds each message so much longer"},
    [KIND_BANDWIDTH] = {"injected bandwidth", "a wire of another rate"},
    [KIND_MEDIUM] = {"limited medium", "a storage medium held to another rate"},
    [KIND_NOISE] = {"one-sided noise", "CPUs taken from one series alone, at random times"},
    [KIND_SAME_CONTAINER] = {"container against container", "docker against docker"},
    [KIND_SAME_GUEST] = {"guest against guest", "kvm against kvm, booted for each cell"},
};

static double percent(double ratio) {
    return 100 * (ratio - 1);
}

static double percent_of_time(double ratio) {
    return 100 * (1 / ratio - 1);
}

static double itself(double value) {
    return value;
}

const struct study_reading in_percent = {"%", BY_RATIO, percent, 0},
                           in_percent_of_time = {"% of time", BY_RATIO, percent_of_time, 0},
                           as_ratio = {"x", BY_RATIO, itself, 1},
                           as_difference_us = {"us", BY_DIFFERENCE, itself, 0};

/* Cells of about a tenth of a second, and slices that make two: what is asked is whether
 * intervals hold, not how narrow they can be made. */
#define STREAM "array-size=64M"
#define RANDOMACCESS "table-size=64M"
#define LINPACK "n=500"
#define NETRR "omit=20ms"
#define CELL " time=100ms"
#define SLICES " time=200ms"

/* clang-format off */
#define TWINS(prefix, which, where, suffix, of, given, how, ...)                                   \
    {.name = prefix suffix "-" how, .kind = which, .figure = of, .environment = where,             \
     .parameters = given, .interleave = how, .reading = &in_percent, .truth = 0, .blocks = 6,      \
     __VA_ARGS__}
#define AA(...) TWINS("aa-", KIND_AA, "native", __VA_ARGS__)
#define SAME(...) TWINS("docker-", KIND_SAME_CONTAINER, "docker", __VA_ARGS__)

#define WORK(suffix, of, given, x, percent, quick)                                                 \
    {.name = "work-" suffix "-" #percent, .kind = KIND_WORK, .figure = of,                         \
     .environment = "native", .parameters = given SLICES, .interleave = "slices",                  \
     .differs = "inject=" #percent, .result = {x}, .reading = &in_percent_of_time,                 \
     .truth = percent, .blocks = 6, .count = {3, quick}}

const struct study studies[] = {
    AA("linpack",      "fig01", LINPACK CELL,        "cells",  .result = {""},      .count = {15, 1}),
    AA("linpack",      "fig01", LINPACK SLICES,      "slices", .result = {""},      .count = {15, 1}),
    AA("stream",       "fig02", STREAM CELL,         "cells",  .result = {"triad"}, .count = {15, 1}),
    AA("stream",       "fig02", STREAM SLICES,       "slices", .result = {"triad"}, .count = {15, 1}),
    AA("randomaccess", "fig04", RANDOMACCESS CELL,   "cells",  .result = {""},      .count = {15, 1}),
    AA("randomaccess", "fig04", RANDOMACCESS SLICES, "slices", .result = {""},      .count = {15, 1}),
    AA("netrr",        "fig08", NETRR CELL,          "cells",
       .result = {"TCP_RR mean", "UDP_RR mean"}, .count = {8, 1}),
    AA("netrr",        "fig08", NETRR SLICES,        "slices",
       .result = {"TCP_RR mean", "UDP_RR mean"}, .count = {8, 1}),

    /* Of both the relay holds messages, and of one not much longer: who slept longer wakes later,
     * here by some per cent of the difference. */
    {.name = "latency-20us", .kind = KIND_LATENCY, .figure = "fig08", .environment = "native",
     .parameters = NETRR CELL, .interleave = "cells", .treatment = {"relay=100us", "relay=110us"},
     .result = {"TCP_RR p50", "UDP_RR p50"}, .reading = &as_difference_us, .truth = 20,
     .blocks = 8, .count = {5, 1}},
    {.name = "latency-50us", .kind = KIND_LATENCY, .figure = "fig08", .environment = "native",
     .parameters = NETRR CELL, .interleave = "cells", .treatment = {"relay=100us", "relay=125us"},
     .result = {"TCP_RR p50", "UDP_RR p50"}, .reading = &as_difference_us, .truth = 50,
     .blocks = 8, .count = {5, 0}},

    {.name = "latency-redis-50us", .kind = KIND_LATENCY, .figure = "fig14",
     .environment = "native", .parameters = "clients=1 omit=50ms time=150ms",
     .interleave = "cells", .treatment = {"relay=100us", "relay=125us"}, .result = {"1"},
     .reading = &as_difference_us, .truth = 50, .blocks = 8, .count = {5, 0}},

    {.name = "bandwidth", .kind = KIND_BANDWIDTH, .figure = "fig07", .environment = "native",
     .parameters = "omit=400ms time=300ms", .interleave = "cells",
     .treatment = {"link=500mbit", "link=1gbit"},
     .result = {"client-to-server", "server-to-client"}, .reading = &as_ratio, .truth = 2,
     .blocks = 4, .count = {5, 1}},

    {.name = "medium", .kind = KIND_MEDIUM, .figure = "fig10", .environment = "native",
     .parameters = "size=64M time=400ms ramp-time=200ms", .interleave = "cells",
     .treatment = {"disk=50M", "disk=100M"}, .result = {"seq-write", "seq-read"},
     .reading = &as_ratio, .truth = 2, .blocks = 3, .count = {5, 1}},

    {.name = "noise", .kind = KIND_NOISE, .figure = "fig04", .environment = "native",
     .parameters = RANDOMACCESS CELL, .interleave = "cells", .treatment = {NULL, "burner"},
     .result = {""}, .reading = &in_percent, .truth = NAN, .blocks = 10, .count = {20, 1}},

    SAME("stream",       "fig02", STREAM CELL,         "cells",  .result = {"triad"}, .count = {5, 0}),
    SAME("stream",       "fig02", STREAM SLICES,       "slices", .result = {"triad"}, .count = {5, 1}),
    SAME("randomaccess", "fig04", RANDOMACCESS CELL,   "cells",  .result = {""},      .count = {5, 1}),
    SAME("randomaccess", "fig04", RANDOMACCESS SLICES, "slices", .result = {""},      .count = {5, 0}),

    WORK("stream", "fig02", STREAM, "triad", 1, 1),
    WORK("stream", "fig02", STREAM, "triad", 2, 0),
    WORK("stream", "fig02", STREAM, "triad", 5, 0),
    WORK("stream", "fig02", STREAM, "triad", 10, 1),
    WORK("randomaccess", "fig04", RANDOMACCESS, "", 1, 1),
    WORK("randomaccess", "fig04", RANDOMACCESS, "", 2, 0),
    WORK("randomaccess", "fig04", RANDOMACCESS, "", 5, 0),
    WORK("randomaccess", "fig04", RANDOMACCESS, "", 10, 0),
    WORK("linpack", "fig01", LINPACK, "", 1, 0),
    WORK("linpack", "fig01", LINPACK, "", 2, 0),
    WORK("linpack", "fig01", LINPACK, "", 5, 0),
    WORK("linpack", "fig01", LINPACK, "", 10, 0),

    {.name = "kvm-stream", .kind = KIND_SAME_GUEST, .figure = "fig02", .environment = "kvm",
     .parameters = STREAM CELL, .interleave = "cells", .fresh_boots = true, .result = {"triad"},
     .reading = &in_percent, .truth = 0, .blocks = 3, .count = {2, 0}},
};
/* clang-format on */

const size_t study_count = sizeof studies / sizeof *studies;

double study_truth(const struct study *study) {
    return isnan(study->truth) ? study->reading->told(burner_rate()) : study->truth;
}

struct estimate study_told(const struct study *study, struct estimate estimate) {
    double (*told)(double) = study->reading->told;
    struct estimate as = {estimate.n, told(estimate.value), told(estimate.lo), told(estimate.hi)};
    if (as.lo > as.hi) { /* more of a rate is less of time */
        double lo = as.lo;
        as.lo = as.hi;
        as.hi = lo;
    }
    return as;
}

const char *study_difference(const struct study *study, char *text, size_t size) {
    const char *const *treatment = study->treatment;
    if (study->differs)
        snprintf(text, size, "%s", study->differs);
    else if (treatment[0] && treatment[1])
        snprintf(text, size, "%s, not %s", treatment[1], treatment[0]);
    else
        snprintf(text, size, "%s", treatment[1] ? treatment[1] : "nothing");
    return text;
}
