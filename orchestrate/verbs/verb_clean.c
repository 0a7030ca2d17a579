/* verb_clean.c - virtax clean: what dead runs left, and nothing else. */
#include "base/journal.h"
#include "base/strays.h"
#include "environments/private_daemons.h"
#include "verb_options.h"
#include "verbs.h"

#include <stdio.h>

int verb_clean(int argc, char **argv, struct error *err) {
    static const struct option_row none[] = {{0}};
    const struct option_set set = {
        .about = "Removes the containers, guest processes, mounts and directories of runs that are "
                 "dead, and puts kernel settings back; what living runs use stays."};
    if (verb_options(argc, argv, none, set, err) < 0)
        return err->status;
    int things = journal_clean(stdout, err);
    int daemons = private_daemons_clean(stdout, err);
    int strays = strays_clean(STRAYS_DIRECTORY, boot_time(), stdout, err);
    if (things < 0 || daemons < 0 || strays < 0)
        return err->status;
    if (things + daemons + strays == 0)
        puts("nothing to clean");
    return STATUS_OK;
}
