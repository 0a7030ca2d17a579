/* units.c - sizes, times and rates from text, strictly, and back in the shortest exact form. */
#include "common/units.h"

#include "common/closest.h"

#include <ctype.h>
#include <errno.h>
#include <inttypes.h>
#include <math.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

struct unit {
    const char *name;
    double factor;
};

static const char *const size_suffixes[] = {"k", "M", "G", "T"};
static const size_t size_suffix_count = sizeof size_suffixes / sizeof *size_suffixes;

static const struct unit time_units[] = {
    {"us", 1e-6}, {"ms", 1e-3}, {"s", 1}, {"m", 60}, {"h", 3600},
};
static const size_t time_unit_count = sizeof time_units / sizeof *time_units;

/* Digits with at most one point among them and at least one before it: strtod alone would also take
 * signs, blanks, exponents, hexadecimal, "inf" and "nan". Returns the length of that prefix, or 0.
 */
static size_t number_length(const char *text, bool *fraction) {
    size_t whole = strspn(text, "0123456789");
    *fraction = whole > 0 && text[whole] == '.' && isdigit((unsigned char)text[whole + 1]);
    return *fraction ? whole + 1 + strspn(text + whole + 1, "0123456789") : whole;
}

/* The same, or all of the text where it ends with an exponent: as JSON has small and large numbers,
 * whose own values must be taken back. */
static size_t real_length(const char *text) {
    bool fraction;
    size_t length = number_length(text, &fraction);
    if (length == 0 || (text[length] | ' ') != 'e')
        return length;
    const char *exponent = text + length + 1;
    exponent += *exponent == '-' || *exponent == '+';
    size_t digits = strspn(exponent, "0123456789");
    return digits > 0 && exponent[digits] == '\0' ? strlen(text) : length;
}

/* The power of 1024 of a suffix: 0 for none, -1 for an unknown one. */
static int size_power(const char *suffix) {
    if (*suffix == '\0' || strcasecmp(suffix, "B") == 0)
        return 0;
    for (size_t i = 0; i < size_suffix_count; i++) {
        if (strncasecmp(suffix, size_suffixes[i], 1) != 0)
            continue;
        const char *rest = suffix + 1;
        if (*rest == '\0' || strcasecmp(rest, "B") == 0 || strcasecmp(rest, "iB") == 0)
            return (int)i + 1;
    }
    return -1;
}

int parse_size(const char *text, uint64_t *bytes, struct error *err) {
    bool fraction;
    size_t length = number_length(text, &fraction);
    if (length == 0)
        return error_usage(err, "size '%s': not a number; write it as 4k, 1M or 2G", text);

    int power = size_power(text + length);
    if (power < 0)
        return error_usage(err, "size '%s': unknown suffix '%s' (closest: %s)", text, text + length,
                           closest(text + length, size_suffixes, size_suffix_count));
    if (fraction && power == 0)
        return error_usage(err, "size '%s': a fraction needs a suffix (k, M, G or T)", text);

    unsigned shift = 10U * (unsigned)power;
    if (fraction) {
        long double value = roundl(ldexpl(strtold(text, NULL), (int)shift));
        if (value >= 0x1p64L)
            return error_usage(err, "size '%s': too large", text);
        *bytes = (uint64_t)value;
        return 0;
    }
    errno = 0;
    uint64_t whole = strtoull(text, NULL, 10);
    if (errno == ERANGE || whole > UINT64_MAX >> shift)
        return error_usage(err, "size '%s': too large", text);
    *bytes = whole << shift;
    return 0;
}

int parse_time(const char *text, double *seconds, struct error *err) {
    size_t length = real_length(text);
    if (length == 0)
        return error_usage(err, "time '%s': not a number; write it as 500ms, 30s or 2m", text);

    const char *suffix = text + length;
    double factor = *suffix ? 0 : 1;
    const char *names[sizeof time_units / sizeof *time_units];
    for (size_t i = 0; i < time_unit_count; i++) {
        names[i] = time_units[i].name;
        if (strcmp(suffix, names[i]) == 0)
            factor = time_units[i].factor;
    }
    if (factor == 0)
        return error_usage(err, "time '%s': unknown unit '%s' (closest: %s)", text, suffix,
                           closest(suffix, names, time_unit_count));

    double value = strtod(text, NULL) * factor;
    if (!isfinite(value))
        return error_usage(err, "time '%s': too large", text);
    *seconds = value;
    return 0;
}

int parse_rate(const char *text, double *per_second, struct error *err) {
    static const char *const suffixes[] = {"k", "M", "G"};
    static const double rate_max = 1e15;
    size_t length = real_length(text);
    if (length == 0)
        return error_usage(err, "rate '%s': not a number; write it as 500k, 900M or 10G", text);

    const char *suffix = text + length;
    double factor = *suffix ? 0 : 1;
    for (size_t i = 0; i < sizeof suffixes / sizeof *suffixes; i++) {
        if (strcasecmp(suffix, suffixes[i]) == 0)
            factor = pow(1e3, (double)i + 1);
    }
    if (factor == 0)
        return error_usage(err, "rate '%s': unknown suffix '%s' (closest: %s)", text, suffix,
                           closest(suffix, suffixes, sizeof suffixes / sizeof *suffixes));
    double value = strtod(text, NULL) * factor;
    if (!(value > 0 && value <= rate_max))
        return error_usage(err, "rate '%s': not above 0 and at most 1e15 a second", text);
    *per_second = value;
    return 0;
}

int parse_percent(const char *text, double *share, struct error *err) {
    size_t length = real_length(text);
    const char *suffix = text + length + strspn(text + length, " ");
    double percent = length > 0 ? strtod(text, NULL) : NAN;
    if (length == 0 || (*suffix && strcmp(suffix, "%") != 0))
        return error_usage(err, "percentage '%s': not a number; write it as 1%% or 0.5%%", text);
    if (!(percent > 0 && percent <= 100))
        return error_usage(err, "percentage '%s': not above 0 and at most 100 %%", text);
    *share = percent / 100;
    return 0;
}

int parse_count(const char *text, const char *what, uint64_t low, uint64_t high, uint64_t *count,
                struct error *err) {
    bool fraction;
    size_t length = number_length(text, &fraction);
    errno = 0;
    uint64_t value = length > 0 ? strtoull(text, NULL, 10) : 0;
    if (length == 0 || fraction || text[length] != '\0' || errno == ERANGE || value < low ||
        value > high)
        return error_usage(err, "%s '%s': not a whole number from %" PRIu64 " to %" PRIu64, what,
                           text, low, high);
    *count = value;
    return 0;
}

const char *format_size(uint64_t bytes, char *buffer, size_t size) {
    size_t power = 0;
    while (bytes > 0 && bytes % 1024 == 0 && power < size_suffix_count) {
        bytes /= 1024;
        power++;
    }
    snprintf(buffer, size, "%" PRIu64 "%s", bytes, power > 0 ? size_suffixes[power - 1] : "");
    return buffer;
}

const char *format_time(double seconds, char *buffer, size_t size) {
    if (seconds == 0) {
        snprintf(buffer, size, "0s");
    } else if (seconds < 1e-3) {
        snprintf(buffer, size, "%.4gus", seconds * 1e6);
    } else if (seconds < 1) {
        snprintf(buffer, size, "%.4gms", seconds * 1e3);
    } else if (seconds < 60) {
        snprintf(buffer, size, "%.4gs", seconds);
    } else {
        uint64_t whole = (uint64_t)llround(seconds);
        uint64_t part[] = {whole / 3600, whole / 60 % 60, whole % 60};
        size_t used = 0;
        buffer[0] = '\0';
        for (int i = 0; i < 3; i++) {
            if (part[i] > 0 && used < size)
                used += (size_t)snprintf(buffer + used, size - used, "%" PRIu64 "%c", part[i],
                                         "hms"[i]);
        }
    }
    return buffer;
}
