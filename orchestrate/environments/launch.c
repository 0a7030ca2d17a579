#include "launch.h"

#include "harness/cpulist.h"

#include <stdlib.h>
#include <string.h>

int launch_argv(struct launch *launch, const char *const *words, struct error *err) {
    size_t count = 0;
    while (words[count])
        count++;
    launch->argv = calloc(count + 1, sizeof *launch->argv);
    for (size_t i = 0; launch->argv && i < count; i++)
        if (!(launch->argv[i] = strdup(words[i])))
            return error_failed(err, "out of memory");
    launch->spec.argv = (const char *const *)launch->argv;
    return launch->argv ? 0 : error_failed(err, "out of memory");
}

int launch_cpus(struct launch *launch, const char *list, struct error *err) {
    launch->spec.cpus = &launch->cpus;
    return cpulist_parse(list, &launch->cpus, err);
}

void launch_free(struct launch *launch) {
    argv_free(launch->argv);
    *launch = (struct launch){0};
}
