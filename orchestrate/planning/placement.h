/* placement.h - which CPUs and NUMA nodes of the host a figure uses. */
#ifndef VIRTAX_PLACEMENT_H
#define VIRTAX_PLACEMENT_H

#include "common/cpu_set.h"
#include "plan/figure.h"
#include "plan/plan.h"

#include "common/cgroup.h"
#include "common/topology.h"

/* Fills cpus, peer_cpus, memory_nodes and guest_vcpus for this machine, within the CPUs that we may
 * use. STATUS_UNAVAILABLE where the figure needs more NUMA nodes than there are. */
int placement_choose(const struct figure *figure, struct plan_figure *planned, struct error *err);

/* The same on a given topology and set of allowed CPUs: what placement_choose tests on. */
int placement_on(const struct topology *topology, const struct cpu_set *allowed,
                 const struct figure *figure, struct plan_figure *planned, struct error *err);

/* Warns in the plan of figures that would run on more CPUs than control groups allow it. */
void placement_judge_quota(const struct cgroup *groups, struct plan *plan);

#endif
