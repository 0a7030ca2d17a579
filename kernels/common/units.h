/* units.h - sizes and times as people write them, parsed and printed side by side. */
#ifndef VIRTAX_UNITS_H
#define VIRTAX_UNITS_H

#include "common/error.h"

#include <stddef.h>
#include <stdint.h>

/* Parses a size in bytes: a decimal number (fractions allowed where a suffix follows) and one of
 * the binary suffixes k M G T (either case, optionally followed by "iB" or "B"). A bare number is
 * bytes. Refuses signs, blanks, unknown suffixes (naming the closest) and overflow: STATUS_USAGE.
 */
int parse_size(const char *text, uint64_t *bytes, struct error *err);

/* Parses a time: a decimal number and one of us ms s m h; a bare number is seconds. Refuses
 * negative, infinite and malformed ones: STATUS_USAGE. */
int parse_time(const char *text, double *seconds, struct error *err);

/* Parses a rate per second: a decimal number above 0 and one of k M G (decimal, either case), so
 * "10G" is 1e10. Refuses what parse_time refuses, and rates beyond 1e15: STATUS_USAGE. */
int parse_rate(const char *text, double *per_second, struct error *err);

/* Parses a percentage above 0 and at most 100, "1%", "0.5 %" or "1", into a share: "1%" is 0.01.
 * STATUS_USAGE otherwise. */
int parse_percent(const char *text, double *share, struct error *err);

/* Parses a whole number between `low` and `high` inclusive: STATUS_USAGE otherwise, naming `what`.
 */
int parse_count(const char *text, const char *what, uint64_t low, uint64_t high, uint64_t *count,
                struct error *err);

/* Prints the shortest exact form: 4096 -> "4k", 1536 -> "1536", 1073741824 -> "1G". */
const char *format_size(uint64_t bytes, char *buffer, size_t size);

/* Prints seconds for people: 0.5 -> "500ms", 90 -> "1m30s". */
const char *format_time(double seconds, char *buffer, size_t size);

#endif
