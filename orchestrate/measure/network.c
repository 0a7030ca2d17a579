/* network.c - makes the lab as the plan's figures need it, and the environment of the peer. */
#include "network.h"

#include "environments/environments.h"

#include "base/words.h"
#include "common/cpulist.h"
#include "plan/kernel_argv.h"

#include <string.h>

bool network_needed(const struct plan *plan) {
    return plan_first_with_peer(plan) != NULL;
}

/* An engine of our own has a network that is not this host's: a namespace of the lab then stands
 * for the host. Each engine is asked once: asking may take a while. */
static bool wants_own_host(const struct plan *plan) {
    const struct container_engine *asked = NULL;
    char version[64];
    for (size_t i = 0; !plan->network.peer && i < plan->figure_count; i++)
        for (size_t s = 0; s < plan->figure[i].series_count; s++) {
            const char *name = plan->figure[i].series[s].environment;
            const struct environment_type *type = environment_find(name, NULL);
            const struct container_engine *engine =
                type && type->traits.network != NETWORK_NONE ? type->container_engine : NULL;
            if (!engine || engine == asked)
                continue;
            if (!engine->answers(version, NULL))
                return true;
            asked = engine;
        }
    return false;
}

/* Datagrams cut from one batch pass a wire of whole frames too cheaply: shape.h. */
static bool batches_datagrams(const struct plan_figure *figure, size_t series, int x) {
    struct parameters all;
    struct error ignored;
    bool batches = false;
    if (cell_parameters(figure, series, x, &all, &ignored) == 0) {
        const struct parameter *gso = parameters_find(&all, "gso");
        batches = gso && strcmp(gso->value, "true") == 0;
    }
    parameters_free(&all);
    return batches;
}

static enum lab_frames frames_of(const struct plan *plan) {
    for (size_t b = 0; b < plan->block_count; b++) {
        const struct plan_figure *figure = &plan->figure[plan->block[b].figure];
        for (size_t s = 0; s < figure->series_count; s++)
            if (batches_datagrams(figure, s, plan->block[b].x))
                return LAB_FRAMES_CUT;
    }
    return LAB_FRAMES_WHOLE;
}

int network_up(const struct plan *plan, struct journal *journal, struct lab *lab,
               struct error *err) {
    /* All figures with a peer share the CPUs that the first of them has. */
    const struct plan_figure *figure = plan_first_with_peer(plan);
    struct lab_spec spec = {
        .link_bits = plan->network.link_bits,
        .frames = frames_of(plan),
        .elsewhere = plan->network.address,
        .own_host = wants_own_host(plan),
        .journal = journal,
    };
    return cpulist_parse(figure->cpus, &spec.sut_cpus, err) < 0 ||
                   (figure->peer_cpus &&
                    cpulist_parse(figure->peer_cpus, &spec.peer_cpus, err) < 0) ||
                   lab_up(lab, &spec, err) < 0
               ? -1
               : 0;
}

struct environment network_peer(const struct context *context) {
    const char *elsewhere = context->plan->network.peer;
    return (struct environment){
        .type = elsewhere ? environment_find(elsewhere, NULL) : &environment_peer,
        .context = context,
        .name = elsewhere ? elsewhere : environment_peer.name,
    };
}

void network_down(struct lab *lab) {
    struct error ignored;
    lab_down(lab, &ignored);
}
