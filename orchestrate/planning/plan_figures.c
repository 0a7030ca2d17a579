/* plan_figures.c - from a figure's definition to what is planned of it, step by step. */
#include "plan_figures.h"

#include "base/array.h"
#include "base/project.h"
#include "capacity.h"
#include "crowds.h"
#include "engine_choice.h"
#include "environments/environments.h"
#include "lab/lab.h"
#include "needs.h"
#include "placement.h"
#include "plan/figure.h"
#include "resolve.h"
#include "series.h"
#include "service_choice.h"
#include "sweep_choice.h"
#include "turns.h"

#include "common/closest.h"
#include "common/memory.h"

#include <string.h>

/* A name in data/figures, or the path of a definition of the user's own. */
static int read_figure(const char *name, struct figure *figure, struct error *err) {
    if (strchr(name, '/') || strstr(name, ".ini"))
        return figure_read(name, figure, err);
    struct path directory = project_path("data/figures");
    char **names;
    size_t count;
    if (figure_list(directory.text, &names, &count, err) < 0)
        return -1;
    bool known = false;
    for (size_t i = 0; i < count; i++)
        known = known || strcmp(names[i], name) == 0;
    int status = 0;
    if (!known)
        status = error_usage(err, "unknown figure '%s' (closest: %s)", name,
                             closest(name, (const char *const *)names, count));
    for (size_t i = 0; i < count; i++)
        free(names[i]);
    free(names);
    struct path path = project_path("data/figures/%s.ini", name);
    return status < 0 ? status : figure_read(path.text, figure, err);
}

/* Which memory the kernel may use: what the guest can hold where there is one. */
static uint64_t memory_limit(const struct plan_figure *planned) {
    if (!series_has_guest(planned) || planned->role != ROLE_ALONE) /* a peer needs little */
        return 0;
    return planned->guest_memory / 4 * 3; /* the rest is the guest's own system */
}

static int copy_definition(const struct run_request *request, const struct figure *figure,
                           const struct profile *profile, struct plan_figure *planned,
                           struct error *err) {
    const struct {
        char **to;
        const char *from;
    } texts[] = {
        {&planned->name, figure->name},       {&planned->title, figure->title},
        {&planned->kernel, figure->kernel},   {&planned->metric, figure->metric},
        {&planned->unit, figure->unit},       {&planned->axis, figure->axis},
        {&planned->chart, figure->chart},     {&planned->paper, figure->paper},
        {&planned->service, figure->service}, {&planned->against, figure->against},
    };
    for (size_t i = 0; i < sizeof texts / sizeof *texts; i++)
        if (texts[i].from && !(*texts[i].to = plan_copy(texts[i].from)))
            return error_failed(err, "out of memory");
    if (words_join(&planned->results, &figure->results) < 0)
        return error_failed(err, "out of memory");
    if (sweep_choose(figure, profile, &request->overrides, planned, err) < 0)
        return -1;
    planned->role = figure->role;
    planned->right = figure->right;
    planned->rounds = request->rounds ? request->rounds : profile->rounds;
    if (request->resolve > 0)
        planned->rounds = STOP_FIRST_ROUNDS;
    planned->boots = profile->boots;
    planned->cell_timeout_s = profile->cell_timeout_s;
    planned->guest_memory = profile->guest_memory ? profile->guest_memory : figure->guest_memory;
    return 0;
}

static int probe_peer(const struct plan_figure *figure, struct plan *plan, struct error *err) {
    const char *peer = plan->network.peer;
    if (!peer)
        return lab_probe(err);
    const struct environment_type *type = environment_find(peer, err);
    if (!type || type->does->probe(type, peer, NULL, err) < 0)
        return -1;
    return type->does->foresee ? type->does->foresee(type, peer, figure, plan, err) : 0;
}

/* What ends a cell, such as a number of updates, does not end slices: kernels resolve the two
 * apart.
 */
static int resolve_as(bool slices, const struct run_request *request, const struct figure *figure,
                      const struct profile *profile, struct plan_figure *planned,
                      struct error *err) {
    struct parameters overrides = {0};
    int status = parameters_merge(&overrides, &request->overrides) < 0 ||
                         (slices && parameters_add(&overrides, "slices", "true", 0) < 0)
                     ? error_failed(err, "%s: out of memory", figure->name)
                     : 0;
    if (figure->sweep_key) /* those values are the sweep's */
        parameters_remove(&overrides, figure->sweep_key);
    parameters_free(&planned->parameters);
    json_decref(planned->yields);
    planned->yields = NULL;
    if (status == 0)
        status =
            resolve_parameters(figure, profile, &overrides, memory_limit(planned), planned, err);
    parameters_free(&overrides);
    return status;
}

/* In slices where they are wanted and the kernel can; what is wrong is told of cells, which have
 * all parameters. */
static int resolve_wanted(const struct run_request *request, const struct figure *figure,
                          const struct profile *profile, struct plan_figure *planned,
                          struct error *err) {
    struct error ignored;
    return turns_wanted(request, figure) &&
                   resolve_as(true, request, figure, profile, planned, &ignored) == 0
               ? 0
               : resolve_as(false, request, figure, profile, planned, err);
}

static int add_figure(const struct run_request *request, const struct figure *figure,
                      struct probed *probed, struct plan *plan, size_t *missing,
                      struct error *err) {
    const struct profile *profile = figure_profile(figure, request->profile, err);
    if (!profile)
        return -1;
    struct plan_figure *planned = array_add(plan->figure, plan->figure_count);
    if (!planned)
        return error_failed(err, "out of memory");
    if ((figure->role != ROLE_ALONE && probe_peer(planned, plan, err) < 0) ||
        (figure->service && service_choose(figure, plan, err) < 0))
        return error_wrap(err, "%s", figure->name);
    struct figure placed = *figure;
    if (plan->network.peer) /* takes none of our CPUs */
        placed.role = ROLE_ALONE;
    if (copy_definition(request, figure, profile, planned, err) < 0 ||
        placement_choose(&placed, planned, err) < 0 ||
        series_choose(request, figure, probed, plan, planned, missing, err) < 0 ||
        series_fit_memory(request, figure, memory_room(HUGEPAGES_NONE, 0), plan, planned, missing,
                          err) < 0 ||
        capacity_suits(figure, planned, err) < 0 ||
        resolve_wanted(request, figure, profile, planned, err) < 0 ||
        service_suits(figure, planned, err) < 0 || needs_check(plan, planned, err) < 0 ||
        (figure->medium_bytes > 0 &&
         plan_medium_size(figure, planned, &plan->planned_medium, err) < 0))
        return -1;
    planned->engine_is_open = engine_is_open(figure, profile, &request->overrides);
    if (series_drop_unsuited(request, plan, planned, missing, err) < 0 ||
        crowds_fit(request, memory_room(HUGEPAGES_NONE, 0), plan, planned, missing, err) < 0 ||
        turns_choose(request, figure, memory_room(HUGEPAGES_NONE, 0), plan, planned, err) < 0)
        return -1;
    bool cells_instead = turns_wanted(request, figure) && planned->interleave == INTERLEAVE_CELLS;
    return cells_instead ? resolve_as(false, request, figure, profile, planned, err) : 0;
}

static void drop_last_figure(struct plan *plan) {
    plan_figure_free(&plan->figure[--plan->figure_count]);
}

int plan_figures_add(const struct run_request *request, struct plan *plan, struct views *views,
                     size_t *missing, struct error *err) {
    struct probed probed = {0};
    struct error unavailable = {0};
    int status = 0;
    for (size_t i = 0; status == 0 && i < request->figures.count; i++) {
        struct figure figure = {0};
        status = read_figure(request->figures.word[i], &figure, err);
        size_t before = plan->figure_count;
        if (status == 0 && views_take(views, &figure))
            continue;
        if (status == 0)
            status = add_figure(request, &figure, &probed, plan, missing, err);
        if (status == 0)
            status = views_note(views, &figure, err);
        figure_free(&figure);
        if (status < 0 && err->status == STATUS_UNAVAILABLE) {
            unavailable = *err;
            plan_warn(plan, "%s", err->text);
            if (plan->figure_count > before)
                drop_last_figure(plan);
            status = 0;
        }
    }
    words_free(&probed.able);
    words_free(&probed.unable);
    if (status == 0 && plan->figure_count == 0)
        return error_unavailable(err, "%s", unavailable.text);
    return status;
}
