/* environment.c - environments by name, and their cells. */
#include "environment.h"

#include "base/argv.h"
#include "base/remote_shell.h"
#include "common/closest.h"
#include "environments.h"

#include <string.h>

#define ENVIRONMENT_TYPES(name) environment_##name,
static const struct environment_type *const files[] = {ENVIRONMENT_FILES(ENVIRONMENT_TYPES) NULL};

const struct environment_type *environment_at(size_t i) {
    for (const struct environment_type *const *file = files; *file; file++)
        for (const struct environment_type *type = *file; type->name; type++)
            if (i-- == 0)
                return type;
    return NULL;
}

const char *environment_bridge(void) {
    const struct environment_type *type;
    for (size_t i = 0; (type = environment_at(i)); i++)
        if (type->does->bridge)
            return type->does->bridge();
    return "";
}

struct plan_traits environment_traits(const struct environment_type *type, const char *series) {
    struct plan_traits traits = type->traits;
    if (strcmp(series, type->name) != 0)
        traits.colour[0] = '\0';
    return traits;
}

static int run_once(struct environment *environment, const struct plan_figure *figure,
                    const char *const *arguments, struct execution *execution, struct error *err) {
    struct launch launch = {0};
    int status =
        environment->type->does->prepare(environment, figure, arguments, false, &launch, err);
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
static size_t head_size(const char *name) {
    return strcspn(name, "+");
}

static bool names(const struct environment_type *type, const char *name) {
    size_t size = strlen(type->name);
    if (type->name[size - 1] == ':')
        return strncmp(name, type->name, size) == 0;
    size_t head = type->does->check_name ? head_size(name) : strlen(name);
    return head == size && strncmp(name, type->name, size) == 0;
}

const struct environment_type *environment_find(const char *name, struct error *err) {
    char head[64];
    snprintf(head, sizeof head, "%.*s", (int)head_size(name), name);
    struct argv known = {0};
    const struct environment_type *type;
    for (size_t i = 0; (type = environment_at(i)); i++) {
        if (names(type, name))
            break;
        argv_add(&known, "%s", type->name);
    }
    if (type && type->does->check_name && type->does->check_name(name, err) < 0)
        type = NULL;
    else if (!type && argv_check(&known, err) == 0)
        error_usage(err, "unknown environment '%s' (closest: %s)", name,
                    closest(head, argv_words(&known), known.count));
    argv_free(known.word);
    return type;
}
