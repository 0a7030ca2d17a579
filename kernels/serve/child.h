/* child.h - a service's program as a process of its own. */
#ifndef VIRTAX_SERVE_CHILD_H
#define VIRTAX_SERVE_CHILD_H

#include "serve/service.h"

#include <sys/types.h>

enum { SERVICE_WORDS_MAX = 16 };

/* A command line: the program's name, then the words with what stands in braces put in. To be
 * freed by child_words_free in every case. */
struct child_words {
    char *word[SERVICE_WORDS_MAX + 2];
};
int child_words(const char *program, const char *const *words, const struct service_place *place,
                struct child_words *made, struct error *err);
void child_words_free(struct child_words *made);

/* Starts a program as a user of the root, with these files as stdin and as stdout and stderr. It
 * ends with this process; what is wrong with it stands in the log. Its pid, or -1. */
pid_t child_start(const char *user, const char *program, const char *const *words,
                  const struct service_place *place, int input, int log, struct error *err);

#endif
