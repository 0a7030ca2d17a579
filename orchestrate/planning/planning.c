/* planning.c - the steps from a request to a plan, in their order. */
#include "planning.h"

#include "base/array.h"
#include "base/durable.h"
#include "base/emulation.h"
#include "base/project.h"
#include "caches.h"
#include "capacity.h"
#include "engine_choice.h"
#include "environments/environments.h"
#include "forecast.h"
#include "guest/accel.h"
#include "guest/guest.h"
#include "native_try.h"
#include "placement.h"
#include "plan_figures.h"
#include "plan_guests.h"
#include "series.h"
#include "settings.h"
#include "views.h"

#include "common/cgroup.h"
#include "common/memory.h"
#include "common/topology.h"
#include "order.h"

#include <string.h>
#include <time.h>

/* By digest, so that a resumed run boots the same. */
static int fix_guest_image(struct plan *plan, struct error *err) {
    struct path images = project_path("build/vm");
    struct guest_image image;
    if (plan->boot.image.path)
        return 0;
    if (guest_image_find(images.text, &image, err) < 0)
        return -1;
    plan->guest_image = plan_copy(image.digest);
    guest_image_free(&image);
    return plan->guest_image ? 0 : error_failed(err, "out of memory");
}

static int resolve_accel(const struct run_request *request, struct plan *plan, struct error *err) {
    bool guests = false;
    for (size_t i = 0; i < plan->figure_count; i++)
        guests = guests || series_has_guest(&plan->figure[i]);
    if (!guests)
        return 0;
    char why[256];
    const char *accel = accel_resolve(request->accel, why, err);
    if (!accel)
        return -1;
    if (strcmp(accel, "tcg") == 0)
        plan_warn(plan, "guests are emulated (TCG), not KVM: %s",
                  why[0] ? why : "asked for by --accel tcg");
    plan->accel = plan_copy(accel);
    return plan->accel ? fix_guest_image(plan, err) : error_failed(err, "out of memory");
}

static void judge_machine(struct plan *plan) {
    if (machine_emulated())
        plan_warn(plan,
                  "this machine is itself emulated (QEMU's TCG): all of its numbers, native's "
                  "as well, say what emulation costs");
}

static void judge_caches(struct plan *plan) {
    struct topology topology;
    bool known = topology_read("", &topology, NULL) == 0;
    for (size_t i = 0; i < plan->figure_count; i++)
        caches_warn(plan, &plan->figure[i], known ? topology_cache_bytes(&topology) : 0);
}

static int add_binary(struct plan *plan, const char *kernel, struct error *err) {
    struct path path;
    char digest[65];
    if (plan_binary_sha256(plan, kernel))
        return 0;
    if (project_kernel(kernel, &path, err) < 0 || file_sha256(path.text, digest, err) < 0)
        return -1;
    struct plan_binary *binary = array_add(plan->binary, plan->binary_count);
    if (!binary)
        return error_failed(err, "out of memory");
    *binary = (struct plan_binary){plan_copy(kernel), plan_copy(digest)};
    return 0;
}

static int add_binaries(struct plan *plan, struct error *err) {
    for (size_t i = 0; i < plan->figure_count; i++)
        if (add_binary(plan, plan->figure[i].kernel, err) < 0 ||
            add_binary(plan, plan_kernel_there(&plan->figure[i]), err) < 0)
            return -1;
    return 0;
}

/* What guests boot matters only where there may be one. */
static int check_environments(const struct run_request *request, struct error *err) {
    bool guests = request->environments.count == 0;
    for (size_t i = 0; i < request->environments.count; i++) {
        const struct environment_type *type = environment_find(request->environments.word[i], err);
        if (!type)
            return -1;
        guests = guests || type->traits.kind == KIND_GUEST;
    }
    if (!guests && boot_requested(&request->boot))
        return error_usage(err, "--image, --kernel, --initrd and --append are for guests, and -e "
                                "names none; add kvm");
    return 0;
}

static int drop_hopeless(const struct run_request *request, struct plan *plan, size_t *missing,
                         struct error *err) {
    struct times times;
    times_read(&times);
    int status = native_try(request, plan, &times, missing, err);
    if (status == 0)
        status = forecast_drop_hopeless(request, plan, &times, missing, err);
    times_free(&times);
    return status;
}

static int make(const struct run_request *request, struct plan *plan, struct views *views,
                size_t *missing, struct error *err) {
    *plan = (struct plan){.seed = request->seed, .margin = request->margin};
    if (request->resolve > 0)
        plan->stop = (struct plan_stop){request->resolve,
                                        request->budget_s > 0 ? request->budget_s : STOP_BUDGET_S,
                                        STOP_FIRST};
    *missing = 0;
    char created[32];
    time_t now = time(NULL);
    strftime(created, sizeof created, "%Y-%m-%dT%H:%M:%SZ", gmtime(&now));
    plan->version = plan_copy(VIRTAX_VERSION);
    plan->created = plan_copy(created);
    plan->profile = plan_copy(request->profile);
    if (!plan->version || !plan->created || !plan->profile)
        return error_failed(err, "out of memory");
    if (parameters_merge(&plan->overrides, &request->overrides) < 0)
        return error_failed(err, "out of memory");
    if (figure_names_differ(&request->figures, err) < 0 || check_environments(request, err) < 0 ||
        plan_boot_choose(&request->boot, &plan->boot, err) < 0 ||
        plan_network_choose(&request->network, &plan->network, err) < 0)
        return -1;
    if (plan_medium_choose(&request->wished_medium, &plan->planned_medium, err) < 0 ||
        plan_figures_add(request, plan, views, missing, err) < 0 ||
        plan_medium_settle(&request->wished_medium, plan, err) < 0 ||
        plan_network_settle(&request->network, plan_first_with_peer(plan) != NULL, err) < 0 ||
        resolve_accel(request, plan, err) < 0 ||
        series_drop_ungiven(request, plan, missing, err) < 0 || add_binaries(plan, err) < 0 ||
        drop_hopeless(request, plan, missing, err) < 0 || engines_agree(plan, err) < 0 ||
        settings_plan(plan, err) < 0 || capacities_measure(request, plan, err) < 0)
        return -1;
    plan->missing = *missing;
    judge_machine(plan);
    judge_caches(plan);
    struct cgroup groups;
    cgroup_read("", &groups);
    placement_judge_quota(&groups, plan);
    plan_spare_memory(plan, memory_available());
    return views_add(views, plan, err) < 0 ? -1 : plan_order(plan, err);
}

int planning_make(const struct run_request *request, struct plan *plan, size_t *missing,
                  struct error *err) {
    struct views views = {0};
    int status = make(request, plan, &views, missing, err);
    views_free(&views);
    return status;
}
