/* launch.c - the command, the CPUs and the surroundings of a kernel's process on this host. */
#include "launch.h"

#include "base/project.h"
#include "base/scrub.h"

#include "common/cpulist.h"

int launch_argv(struct launch *launch, struct argv argv, struct error *err) {
    launch->argv = argv;
    launch->spec.argv = argv_words(&argv);
    return argv_check(&argv, err);
}

int launch_cpus(struct launch *launch, const char *list, struct error *err) {
    launch->spec.cpus = &launch->cpus;
    return cpulist_parse(list, &launch->cpus, err);
}

int launch_here(struct launch *launch, const char *kernel, const struct plan_figure *figure,
                const char *cpus, const char *network, const char *const *arguments,
                struct error *err) {
    struct path binary;
    if (project_kernel(kernel, &binary, err) < 0)
        return -1;
    struct argv argv = {0};
    argv_add(&argv, "%s", binary.text);
    argv_add_all(&argv, arguments);
    launch->spec = (struct process_spec){
        .environment = scrubbed_environment,
        .directory = "/",
        .network = network,
        .timeout_s = plan_process_timeout_s(figure),
    };
    return launch_argv(launch, argv, err) < 0 || launch_cpus(launch, cpus, err) < 0 ? -1 : 0;
}

void launch_free(struct launch *launch) {
    argv_free(launch->argv.word);
    *launch = (struct launch){0};
}
