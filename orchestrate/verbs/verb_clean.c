/* verb_clean.c - virtax clean: what dead runs left, and nothing else. */
#include "base/journal.h"
#include "environments/private_daemons.h"
#include "verbs.h"

#include <stdio.h>

static const struct argp argp = {
    .doc = "Removes the containers, guest processes, mounts and directories of runs that are dead, "
           "and puts kernel settings back; what living runs use stays.",
};

int verb_clean(int argc, char **argv, struct error *err) {
    if (verb_options(argc, argv, &argp, NULL, err) < 0)
        return err->status;
    int things = journal_clean(stdout, err);
    int daemons = private_daemons_clean(stdout, err);
    if (things < 0 || daemons < 0)
        return err->status;
    if (things + daemons == 0)
        puts("nothing to clean");
    return fflush(stdout) == 0 ? STATUS_OK : STATUS_FAILED;
}
