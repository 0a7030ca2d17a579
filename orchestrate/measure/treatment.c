/* treatment.c - the table of treatments, which are programs of ours or settings of the lab. */
#include "treatment.h"

#include "burner.h"
#include "lab/command.h"
#include "lab/relay.h"
#include "lab/route.h"
#include "medium/medium.h"

#include "common/cpulist.h"
#include "common/mix.h"
#include "common/units.h"

#include <errno.h>
#include <math.h>
#include <string.h>
#include <sys/stat.h>

static const double ready_s = 10;

/* This very program once more: its own helpers are no other files (verb_helper.c). */
static const char own_program[] = "/proc/self/exe";

static const struct lab *lab_of(const struct treatment *treatment, struct error *err) {
    const struct lab *lab = treatment->context->lab;
    if (!lab || lab->spec.elsewhere)
        error_failed(err, "there is no lab here for it");
    return lab && !lab->spec.elsewhere ? lab : NULL;
}

static int begin_burner(const char *value, struct treatment *treatment, struct error *err) {
    (void)value;
    char seed[32];
    struct cpu_set cpus;
    snprintf(seed, sizeof seed, "%ju", (uintmax_t)treatment->seed);
    const char *const argv[] = {own_program, "helper", "burner", treatment->figure->cpus,
                                seed,        NULL};
    struct process_spec spec = {.argv = argv};
    return cpulist_parse(treatment->figure->cpus, &cpus, err) < 0
               ? -1
               : process_start(&spec, "/dev/null", false, &treatment->burner, err);
}

static int shape(const struct lab *lab, double bits, struct error *err) {
    return lab_shape(lab_host(lab), lab->names.host_wire, bits, LAB_MTU, lab->spec.frames, err) <
                       0 ||
                   lab_shape(lab->names.peer, lab->names.host_there, bits, LAB_MTU,
                             lab->spec.frames, err) < 0
               ? -1
               : 0;
}

static int begin_link(const char *value, struct treatment *treatment, struct error *err) {
    double bits;
    const struct lab *lab = lab_of(treatment, err);
    if (!lab || link_rate_parse(value, &bits, err) < 0)
        return -1;
    treatment->linked = true;
    return shape(lab, bits, err);
}

/* The next cell has the run's own line rate again. */
static void unlink_wire(const struct lab *lab) {
    struct error ignored;
    if (lab->spec.link_bits > 0) {
        (void)shape(lab, lab->spec.link_bits, &ignored);
        return;
    }
    lab_command(lab_host(lab), &ignored, "tc qdisc del dev %s root", lab->names.host_wire);
    lab_command(lab->names.peer, &ignored, "tc qdisc del dev %s root", lab->names.host_there);
}

static int probe_disk(struct error *err) {
    return limit_probe("", err) < 0 || medium_probe(MEDIUM_LOOP, err) < 0 ? -1 : 0;
}

static int begin_disk(const char *value, struct treatment *treatment, struct error *err) {
    struct stat status;
    double bytes_per_s;
    struct medium *medium = treatment->context->medium;
    if (!medium || medium_holder(medium) != HOLDER_HOST)
        return error_failed(err, "there is no storage medium on this host for it");
    if (parse_rate(value, &bytes_per_s, err) < 0)
        return -1;
    if (stat(medium_directory(medium), &status) < 0)
        return error_errno(err, "%s", medium_directory(medium));
    return limit_set("", status.st_dev, bytes_per_s, treatment->context->journal, &treatment->limit,
                     err);
}

/* In the peer and on its CPUs, between it and the wire. */
static int begin_relay(const char *value, struct treatment *treatment, struct error *err) {
    char directory[128], listen[64], to[96];
    struct cpu_set cpus;
    double delay_s;
    struct lab *lab = treatment->context->lab;
    if (!lab_of(treatment, err) || parse_time(value, &delay_s, err) < 0)
        return -1;
    if (treatment->figure->role != ROLE_SERVER || !treatment->figure->peer_cpus)
        return error_failed(err, "%s: a relay is for clients on the lab's peer",
                            treatment->figure->name);
    struct route route = route_host(lab);
    snprintf(listen, sizeof listen, "%s:%d", route.peer, RELAY_PORT);
    route_socket(route.own, 0, to, sizeof to);
    snprintf(directory, sizeof directory, "%s/relay", lab->directory);
    if (mkdir(directory, 0700) < 0 && errno != EEXIST)
        return error_errno(err, "%s", directory);
    const char *const argv[] = {own_program, "helper", "relay", listen, to, value, NULL};
    struct process_spec spec = {.argv = argv, .network = lab->names.peer, .cpus = &cpus};
    if (cpulist_parse(treatment->figure->peer_cpus, &cpus, err) < 0 ||
        server_start(&spec, directory, 0, treatment->context->journal, &treatment->relay, err) <
            0 ||
        server_ready(&treatment->relay, ready_s, err) < 0)
        return -1;
    snprintf(lab->instead, sizeof lab->instead, "%s", listen);
    return 0;
}

static const struct kind {
    const char *name; /* one that ends in "=" takes a value */
    int (*probe)(struct error *err);
    int (*begin)(const char *value, struct treatment *treatment, struct error *err);
} kinds[] = {
    {"burner", burner_probe, begin_burner},
    {"disk=", probe_disk, begin_disk},
    {"link=", lab_probe, begin_link},
    {"relay=", lab_probe, begin_relay},
};

static const struct kind *find(const char *text, const char **value, struct error *err) {
    for (size_t i = 0; i < sizeof kinds / sizeof *kinds; i++) {
        size_t size = strlen(kinds[i].name);
        *value = text + size;
        if (strncmp(text, kinds[i].name, size) == 0 &&
            (kinds[i].name[size - 1] == '=') == !!**value)
            return &kinds[i];
    }
    error_usage(err, "'%s': no such treatment", text);
    return NULL;
}

int treatment_probe(const char *text, struct error *err) {
    const char *value;
    const struct kind *kind = find(text, &value, err);
    return kind ? kind->probe(err) : -1;
}

int treatment_begin(const char *text, const struct context *context, const struct plan_block *block,
                    struct treatment *treatment, struct error *err) {
    const char *value;
    *treatment = (struct treatment){
        .context = context,
        .figure = &context->plan->figure[block->figure],
        .burner.input = -1,
        .seed = mix_pair(context->plan->seed, mix_pair((uint64_t)block->x + 1, block->round)),
    };
    if (!text)
        return 0;
    const struct kind *kind = find(text, &value, err);
    return !kind || kind->begin(value, treatment, err) < 0 ? error_wrap(err, "treatment %s", text)
                                                           : 0;
}

void treatment_end(struct treatment *treatment) {
    struct process_result result;
    struct error ignored; /* what stays is in the journal, whose close tries again and tells */
    bool before = process_shield(true);
    process_stop(&treatment->burner, 0);
    if (treatment->linked)
        unlink_wire(treatment->context->lab);
    limit_lift(&treatment->limit, &ignored);
    if (treatment->relay.journal) {
        server_end(&treatment->relay, 0, &result, &ignored);
        process_result_free(&result);
        treatment->context->lab->instead[0] = '\0';
    }
    process_shield(before);
}
