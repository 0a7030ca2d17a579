/* medium_choice.c - the place from --medium, and the size from the figures' files. */
#include "planning/medium_choice.h"

#include "common/cleanup.h"
#include "environments/environment.h"
#include "medium/medium.h"

#include <inttypes.h>
#include <limits.h>
#include <string.h>

/* What names a device stays as it was written: --destroy-data must be the very same. */
static char *absolute(const char *where) {
    const char *path = medium_spec_path(where);
    char *text = NULL;
    if (path[0] == '/')
        return strdup(where);
    cleanup_free char *real = realpath(path, NULL);
    return real && asprintf(&text, "%.*s%s", (int)(path - where), where, real) > 0 ? text : NULL;
}

int plan_medium_choose(const struct medium_request *request, struct plan_medium *medium,
                       struct error *err) {
    struct medium_spec spec;
    *medium = (struct plan_medium){0};
    if (medium_spec_parse(request->where, request->destroy_data, MEDIUM_DEFAULT_DIRECTORY, 0, &spec,
                          err) < 0 ||
        (request->where && medium_spec_check(&spec, err) < 0))
        return error_wrap(err, "--medium");
    medium->where = request->where ? absolute(request->where) : NULL;
    if (!request->where && asprintf(&medium->where, "loop:%s", MEDIUM_DEFAULT_DIRECTORY) < 0)
        medium->where = NULL;
    medium->destroy_data = plan_copy(request->destroy_data);
    return medium->where ? 0 : error_failed(err, "out of memory");
}

static int may_make(const struct plan_medium *medium, const char *figure, struct error *err) {
    struct medium_spec spec;
    if (plan_medium_spec(medium, &spec, err) < 0)
        return -1;
    return medium_probe(spec.kind, err) < 0 ? error_wrap(err, "%s", figure) : 0;
}

int plan_medium_size(const struct figure *figure, struct plan_figure *planned,
                     const struct plan_medium *medium, struct error *err) {
    const struct parameter *size = parameters_find(&planned->parameters, "size");
    if (may_make(medium, planned->name, err) < 0)
        return -1;
    if (figure->service && figure->medium_bytes == FIGURE_MEDIUM_AUTO)
        return error_usage(err, "%s: medium: how much a service writes is not known; say its size",
                           figure->path);
    planned->medium_bytes = figure->medium_bytes;
    if (figure->service)
        return 0;
    if (parameters_find(&planned->parameters, "path"))
        return error_usage(err, "%s: path: it is on the storage medium; name that with --medium",
                           planned->name);
    if (!size)
        return error_usage(err, "%s: size: what measures on a medium says how large its file is",
                           planned->name);
    uint64_t file = (uint64_t)strtod(size->value, NULL);
    if (figure->medium_bytes == FIGURE_MEDIUM_AUTO)
        planned->medium_bytes = MEDIUM_FILES * file;
    return 0;
}

int plan_medium_suits(const struct plan_medium *medium, const struct plan_figure *planned,
                      const struct environment_type *type, struct error *err) {
    struct medium_spec spec;
    if (planned->medium_bytes == 0 && type->storage_only)
        return error_unavailable(err, "it is a way to a storage medium, and %s needs none",
                                 planned->name);
    if (planned->medium_bytes == 0)
        return 0;
    if (type->traits.storage == STORAGE_NONE)
        return error_unavailable(
            err, "it does not get the storage medium%s%s%s", type->storage_instead ? "; " : "",
            type->storage_instead ? type->storage_instead : "", type->storage_instead ? " do" : "");
    if (plan_medium_spec(medium, &spec, err) < 0)
        return -1;
    if (type->traits.storage == STORAGE_DEVICE && spec.kind == MEDIUM_DIRECTORY)
        return error_unavailable(err,
                                 "files in a directory cannot be given to a guest; --medium=%s "
                                 "makes a device of one",
                                 spec.path);
    return 0;
}

/* Files of one size are one file for all figures. */
static uint64_t size_of_all(const struct plan *plan) {
    uint64_t sum = 0;
    for (size_t i = 0; i < plan->figure_count; i++) {
        bool known = false;
        for (size_t k = 0; k < i; k++)
            known = known || plan->figure[k].medium_bytes == plan->figure[i].medium_bytes;
        sum += known ? 0 : plan->figure[i].medium_bytes;
    }
    return sum > 0 ? sum + MEDIUM_ROOM_BESIDES : 0;
}

int plan_medium_settle(const struct medium_request *request, struct plan *plan, struct error *err) {
    const uint64_t step = 4096;
    struct medium_spec spec;
    plan->planned_medium.size = (size_of_all(plan) + step - 1) / step * step;
    if (plan->planned_medium.size > 0 && !request->where)
        return 0;
    if (plan->planned_medium.size > 0) { /* only now is it known what is too small */
        if (plan_medium_spec(&plan->planned_medium, &spec, err) < 0)
            return -1;
        return medium_spec_check(&spec, err);
    }
    if (request->where)
        return error_usage(err, "--medium=%s: none of these figures measures storage",
                           request->where);
    plan_medium_free(&plan->planned_medium);
    return 0;
}
