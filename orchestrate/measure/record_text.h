/* record_text.h - why a record does not count, in words: for progress and for the report. */
#ifndef VIRTAX_RECORD_TEXT_H
#define VIRTAX_RECORD_TEXT_H

#include <jansson.h>
#include <stdbool.h>
#include <stddef.h>

bool gate_failed(const json_t *gate);

/* One that only warns did. */
bool gate_warned(const json_t *gate);

/* A kernel that ran and checked its own result has measured, whatever another gate says. */
bool record_was_measured(const json_t *record);

/* "exit failed: exit status 126", "clock failed: value 1.2, limit 0.05". */
const char *gate_describe(const json_t *gate, char *buffer, size_t size);

/* The line of the kernel's stderr that tells why (cause_line); "" where there is none. */
const char *record_last_words(const json_t *record, char *buffer, size_t size);

/* The whole cause in one line: the environment's error, or the first gate that failed with the
 * kernel's last words. */
const char *record_cause(const json_t *record, char *buffer, size_t size);

/* The lines that its kernels quoted of other programs (quoted.h), each with its line end; "" where
 * there are none. */
const char *record_quoted(const json_t *record, char *buffer, size_t size);

#endif
