/* environment.c - the table of environments. */
#include "environment.h"

#include "base/remote_shell.h"
#include "common/closest.h"
#include "environments.h"

#include <string.h>

const struct environment_type *const environment_types[] = {
    &environment_native,
    &environment_docker,
    &environment_docker_host,
    &environment_docker_nat,
    &environment_docker_per_socket,
    &environment_docker_volume,
    &environment_docker_overlay,
    &environment_docker_iouring,
    &environment_kvm,
    &environment_kvm_tuned,
    &environment_kvm_qcow2,
    &environment_ssh,
    NULL,
};

static int run_once(struct environment *environment, const struct plan_figure *figure,
                    const char *const *arguments, struct execution *execution, struct error *err) {
    struct launch launch = {0};
    int status = environment->type->prepare(environment, figure, arguments, false, &launch, err);
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
    if (type->settle && type->settle(environment, execution, running, &later) < 0 && status == 0) {
        if (err)
            *err = later;
        status = -1;
    }
    return status;
}

int environment_exec(struct environment *environment, const struct plan_figure *figure,
                     const char *const *arguments, struct execution *execution, struct error *err) {
    const struct environment_type *type = environment->type;
    if (type->exec)
        return type->exec(environment, figure, arguments, execution, err);
    int status = run_once(environment, figure, arguments, execution, err);
    return environment_settle(environment, execution, status, err);
}

/* What of a name tells the type: "kvm" of "kvm+pinning=on". */
static size_t head_size(const char *name) {
    return strcspn(name, "+");
}

static bool names(const struct environment_type *type, const char *name) {
    size_t size = strlen(type->name);
    if (type->name[size - 1] == ':')
        return strncmp(name, type->name, size) == 0;
    size_t head = type->check_name ? head_size(name) : strlen(name);
    return head == size && strncmp(name, type->name, size) == 0;
}

const struct environment_type *environment_find(const char *name, struct error *err) {
    const char *known[16];
    size_t count = 0;
    for (; environment_types[count]; count++) {
        const struct environment_type *type = environment_types[count];
        if (names(type, name))
            return type->check_name && type->check_name(name, err) < 0 ? NULL : type;
        known[count] = type->name;
    }
    char head[64];
    snprintf(head, sizeof head, "%.*s", (int)head_size(name), name);
    error_usage(err, "unknown environment '%s' (closest: %s)", name, closest(head, known, count));
    return NULL;
}
