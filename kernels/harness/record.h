/* record.h - what a kernel reports: docs/record.md's JSON object, or the same for people. */
#ifndef VIRTAX_RECORD_H
#define VIRTAX_RECORD_H

#include "common/error.h"

#include <jansson.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdio.h>

/* The functions below take the record as a plain JSON object, so that whatever a kernel wants to
 * add is one json_object_set_new away. All return -1 (NULL) where memory is short. */

/* A record of `kernel` with empty results, checks and evidence. Takes over `parameters`. */
json_t *record_new(const char *kernel, json_t *parameters, struct error *err);

/* Appends a result whose value is the mean of its samples. `x` may be "". A record that has
 * "slices" (slices.h) has all its results already, and its usage: then this and record_usage() do
 * nothing. */
int record_result(json_t *record, const char *metric, const char *x, const char *unit,
                  const double *samples, size_t count, struct error *err);

/* Appends a check and what was seen. */
int record_check(json_t *record, const char *name, bool ok, struct error *err, const char *detail,
                 ...) __attribute__((format(printf, 5, 6)));

/* Sets one field of "evidence"; takes over `value`. */
int record_evidence(json_t *record, const char *key, json_t *value, struct error *err);

/* Sets "usage"; takes over `usage`. */
int record_usage(json_t *record, json_t *usage, struct error *err);

/* For --resolve: the record without anything measured. */
json_t *record_resolved(const char *kernel, json_t *parameters, struct error *err);

/* Prints a JSON object in one line and flushes; a failed write is an error. */
int record_print_line(const json_t *object, FILE *out, struct error *err);

/* Prints the record, as one line of JSON or as a table of results followed by evidence and checks,
 * and flushes; a failed write is an error. */
int record_print(const json_t *record, bool json, FILE *out, struct error *err);

/* STATUS_OK, or STATUS_FAILED where a check is not ok. */
int record_status(const json_t *record);

#endif
