/* environment.c - environments by name, and their cells. */
#include "environment.h"

#include "base/argv.h"
#include "base/disk.h"
#include "base/remote_shell.h"
#include "common/cleanup.h"
#include "common/closest.h"
#include "common/cpulist.h"
#include "environments.h"

#include <math.h>
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

const struct feature_table *environment_features_at(size_t i) {
    const struct feature_table *table = environment_at(i)->features;
    for (size_t k = 0; k < i; k++)
        if (environment_at(k)->features == table)
            return NULL;
    return table && table->count > 0 ? table : NULL;
}

const struct container_engine *environment_engine_at(size_t i) {
    const struct container_engine *engine = environment_at(i)->container_engine;
    for (size_t k = 0; k < i; k++)
        if (environment_at(k)->container_engine == engine)
            return NULL;
    return engine;
}

const char *environment_bridge(void) {
    const struct environment_type *type;
    for (size_t i = 0; (type = environment_at(i)); i++)
        if (type->container_engine)
            return type->container_engine->bridge();
    return "";
}

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
static size_t head_size(const char *name) {
    return strcspn(name, "+");
}

static bool has_features(const struct environment_type *type) {
    return type->features && type->features->count > 0;
}

static bool names(const struct environment_type *type, const char *name) {
    size_t size = strlen(type->name);
    if (type->name[size - 1] == ':')
        return strncmp(name, type->name, size) == 0;
    size_t head = has_features(type) ? head_size(name) : strlen(name);
    return head == size && strncmp(name, type->name, size) == 0;
}

/* One "+KEY=LEVEL" of a name after another; NULL after the last. */
static const char *next_part(const char *at, size_t *size) {
    at = strchr(at, '+');
    *size = at ? 1 + head_size(at + 1) : 0;
    return at;
}

static bool has_part(const char *name, const char *part, size_t size) {
    size_t its_size;
    for (const char *at = next_part(name, &its_size); at; at = next_part(at + 1, &its_size))
        if (its_size == size && strncmp(at, part, size) == 0)
            return true;
    return false;
}

/* How many features of a name a type stands for; 0 where it is not asked for. */
static size_t stands_for(const struct environment_type *type, const char *name) {
    size_t head = head_size(name), size, count = 0;
    if (!type->also || head_size(type->also) != head || strncmp(type->also, name, head) != 0)
        return 0;
    for (const char *at = next_part(type->also, &size); at; at = next_part(at + 1, &size), count++)
        if (!has_part(name, at, size))
            return 0;
    return count;
}

/* The type of all others that stands for most of what a name asks for. */
static const struct environment_type *find_also(const char *name) {
    const struct environment_type *type, *best = NULL;
    size_t most = 0;
    for (size_t i = 0; (type = environment_at(i)); i++)
        if (stands_for(type, name) > most) {
            most = stands_for(type, name);
            best = type;
        }
    return best;
}

/* Does it say by features what the type's name says already? */
static int refuse_twice(const struct environment_type *type, const char *name, struct error *err) {
    size_t size;
    if (!type->also || !names(type, name))
        return 0;
    for (const char *at = next_part(type->also, &size); at; at = next_part(at + 1, &size)) {
        int key = (int)strcspn(at, "=") + 1;
        cleanup_free char *part = strndup(at, (size_t)key);
        if (part && strstr(name, part))
            return error_usage(err, "environment '%s': %s is %s, and takes no other %.*s", name,
                               type->name, type->also, key - 2, part + 1);
    }
    return 0;
}

const struct environment_type *environment_find(const char *name, struct error *err) {
    const struct environment_type *also = find_also(name);
    char head[64];
    snprintf(head, sizeof head, "%.*s", (int)head_size(name), name);
    struct argv known = {0};
    const struct environment_type *type;
    for (size_t i = 0; (type = environment_at(i)); i++) {
        if (also ? type == also : names(type, name))
            break;
        argv_add(&known, "%s", type->name);
    }
    struct features features;
    if (type && has_features(type) &&
        (refuse_twice(type, name, err) < 0 ||
         features_parse(type->features, name, &features, err) < 0))
        type = NULL;
    else if (!type && argv_check(&known, err) == 0)
        error_usage(err, "unknown environment '%s' (closest: %s)", name,
                    closest(head, argv_words(&known), known.count));
    argv_free(known.word);
    return type;
}

void environment_warn_left_out(struct plan *plan, const char *name, const json_t *left_out) {
    char text[1024];
    size_t i;
    const json_t *entry;
    json_array_foreach(left_out, i, entry) {
        plan_warn_once(plan, "%s", feature_left_out_text(name, entry, text, sizeof text));
    }
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
    if (has_features(type) && fit(type, name, &features, left_out, err) < 0)
        return -1;
    environment_warn_left_out(plan, name, left_out);
    return type->does->foresee ? type->does->foresee(name, figure, plan, err) : 0;
}

int environment_features(const struct environment *environment, struct features *features,
                         struct error *err) {
    const struct environment_type *type = environment->type;
    cleanup_json json_t *left_out = json_array();
    *features = (struct features){0};
    return has_features(type) ? fit(type, environment->name, features, left_out, err) : 0;
}
