/* environment.c - what all environments have alike: their cells, and their features. */
#include "environment.h"

#include "base/disk.h"
#include "base/remote_shell.h"
#include "common/cleanup.h"
#include "common/cpulist.h"

#include <math.h>
#include <string.h>

struct plan_traits environment_traits(const struct environment_type *type, const char *series) {
    struct plan_traits traits = type->traits;
    if (strcmp(series, type->name) != 0)
        traits.colour[0] = '\0';
    return traits;
}

const char *environment_kernel(const struct environment *environment,
                               const struct plan_figure *figure) {
    bool is_peer = environment == environment->context->peer;
    return is_peer ? figure->kernel : plan_kernel_there(figure);
}

bool environment_cpus(const struct environment *environment, const struct plan_figure *figure,
                      struct cpu_set *cpus) {
    return environment->type->traits.kind != KIND_REMOTE && figure->cpus &&
           cpulist_parse(figure->cpus, cpus, NULL) == 0;
}

double environment_image_bytes(const struct environment *environment,
                               const struct plan_figure *figure) {
    const struct environment_type *type = environment->type;
    struct path kernel;
    struct error ignored;
    if (type->does->image_bytes)
        return type->does->image_bytes(environment, figure);
    if (type->traits.kind == KIND_REMOTE || type->container_engine ||
        project_kernel(environment_kernel(environment, figure), &kernel, &ignored) < 0)
        return NAN;
    return disk_taken(kernel.text);
}

static int run_once(struct environment *environment, const struct plan_figure *figure,
                    const char *const *arguments, struct execution *execution, struct error *err) {
    struct launch launch = {0};
    struct cpu_set cpus;
    int status =
        environment->type->does->prepare(environment, figure, arguments, false, &launch, err);
    launch.meters.cpus = environment_cpus(environment, figure, &cpus) ? &cpus : NULL;
    if (status == 0)
        status = execution_run(&launch.spec, &launch.meters, execution, err);
    remote_cut(&launch.frame, &execution->process);
    launch_free(&launch);
    return status;
}

int environment_settle(struct environment *environment, struct execution *execution, int status,
                       struct error *err) {
    const struct environment_type *type = environment->type;
    struct error later;
    bool running = status < 0 || execution->process.timed_out;
    if (type->does->settle && type->does->settle(environment, execution, running, &later) < 0 &&
        status == 0) {
        if (err)
            *err = later;
        status = -1;
    }
    return status;
}

int environment_exec(struct environment *environment, const struct plan_figure *figure,
                     const char *const *arguments, struct execution *execution, struct error *err) {
    const struct environment_type *type = environment->type;
    if (type->does->exec)
        return type->does->exec(environment, figure, arguments, execution, err);
    int status = run_once(environment, figure, arguments, execution, err);
    return environment_settle(environment, execution, status, err);
}

/* What of a name tells the type: "kvm" of "kvm+pinning=on". */
void environment_warn_left_out(struct plan *plan, const char *name, const json_t *left_out) {
    char text[1024];
    size_t i;
    const json_t *entry;
    json_array_foreach(left_out, i, entry) {
        plan_warn_once(plan, "%s", feature_left_out_text(name, entry, text, sizeof text));
    }
}

bool environment_has_features(const struct environment_type *type) {
    return type->features && type->features->count > 0;
}

static int fit(const struct environment_type *type, const char *name, struct features *features,
               json_t *left_out, struct error *err) {
    return features_parse(type->features, name, features, err) < 0 ||
                   features_fit(type->features, features, left_out, err) < 0
               ? -1
               : 0;
}

int environment_foresee(const struct environment_type *type, const char *name,
                        const struct plan_figure *figure, struct plan *plan, struct error *err) {
    cleanup_json json_t *left_out = json_array();
    struct features features;
    if (environment_has_features(type) && fit(type, name, &features, left_out, err) < 0)
        return -1;
    environment_warn_left_out(plan, name, left_out);
    return type->does->foresee ? type->does->foresee(type, name, figure, plan, err) : 0;
}

int environment_features(const struct environment *environment, struct features *features,
                         struct error *err) {
    const struct environment_type *type = environment->type;
    cleanup_json json_t *left_out = json_array();
    *features = (struct features){0};
    return environment_has_features(type) ? fit(type, environment->name, features, left_out, err)
                                          : 0;
}
