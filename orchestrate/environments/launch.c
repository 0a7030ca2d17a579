#include "launch.h"

#include "base/project.h"
#include "base/scrub.h"
#include "plan/kernel_argv.h"

#include "common/cpulist.h"

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

int launch_here(struct launch *launch, const struct plan_figure *figure, const char *cpus,
                const char *network, const char *const *arguments, struct error *err) {
    struct path binary;
    if (project_kernel(figure->kernel, &binary, err) < 0)
        return -1;
    const char *head[] = {binary.text, NULL};
    struct kernel_argv argv = kernel_argv(head, arguments);
    launch->spec = (struct process_spec){
        .environment = scrubbed_environment,
        .directory = "/",
        .network = network,
        .timeout_s = figure->cell_timeout_s,
    };
    return launch_argv(launch, argv.word, err) < 0 || launch_cpus(launch, cpus, err) < 0 ? -1 : 0;
}

void launch_free(struct launch *launch) {
    argv_free(launch->argv);
    *launch = (struct launch){0};
}
