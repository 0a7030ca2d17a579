/* questions.h - lines of stdin that are to be answered. */
#ifndef VIRTAX_INSTANCE_QUESTIONS_H
#define VIRTAX_INSTANCE_QUESTIONS_H

#include "common/error.h"

#include <stdint.h>

/* Waits for the first line, and where it is `ask` answers it: one line of JSON on stdout,
 * {"answer":N}, N from 1. *answers counts them. STATUS_USAGE for any other line but `end`. */
int questions_answer_first(uint64_t *answers, struct error *err);

/* The same for all further lines, until `end` or the end of stdin. */
int questions_answer(uint64_t *answers, struct error *err);

#endif
