/* run_directory.h - the results directories that verbs read. */
#ifndef VIRTAX_RUN_DIRECTORY_H
#define VIRTAX_RUN_DIRECTORY_H

#include "base/words.h"
#include "report/output.h"

/* A directory without a plan holds no run: STATUS_USAGE, since it is a mistyped name. */
int run_directory_check(const char *directory, struct error *err);

/* results_load, with the numbers of RC25482 and what is known of the series. */
int run_directory_load(const char *directory, struct results *results, struct error *err);

/* Loads all, in that order, where each is finished (or `partial`) and has a result; NULL, and
 * nothing loaded, otherwise. */
struct results *run_directories_load(const struct words *directories, bool partial, size_t *count,
                                     struct error *err);
void run_directories_free(struct results *run, size_t count);

/* option_set's word: adds a directory to a struct words at the beginning of the object. */
int run_directory_take(void *object, const char *word, struct error *err);

#endif
