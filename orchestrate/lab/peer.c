/* peer.c - the peer is this machine in another network namespace, so process.h is all it takes. */
#include "peer.h"

struct process_spec lab_in_peer(const struct lab *lab, const struct process_spec *spec) {
    struct process_spec there = *spec;
    there.network = lab->names.peer;
    if (!there.cpus)
        there.cpus = &lab->spec.peer_cpus;
    return there;
}

int lab_peer_run(void *lab, const struct process_spec *spec, struct process_result *result,
                 struct error *err) {
    struct process_spec there = lab_in_peer(lab, spec);
    return process_run(&there, result, err);
}
