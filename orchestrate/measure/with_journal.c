/* with_journal.c - the journal's life around a measurement. */
#include "with_journal.h"

#include <stdio.h>

int with_journal(int (*measure)(void *context, struct journal *journal, struct error *err),
                 void *context, struct error *err) {
    struct error leftover;
    struct journal *journal;
    /* A container that a dead run left would be measured along. */
    if (journal_clean(stderr, &leftover) < 0)
        fprintf(stderr, "virtax: warning: left by a dead run: %s\n", leftover.text);
    if (journal_open(&journal, err) < 0)
        return -1;
    int status = measure(context, journal, err);
    if (journal_close(journal, &leftover) == 0)
        return status;
    if (status == 0)
        return error_failed(err, "%s; `virtax clean` tries again", leftover.text);
    fprintf(stderr, "virtax: %s; `virtax clean` tries again\n", leftover.text);
    return status;
}
