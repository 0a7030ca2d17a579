/* steer.c - whole cores to each side, and receive work to where it belongs. */
#include "steer.h"

#include "command.h"
#include "common/cpulist.h"

#include <stdbool.h>
#include <stdio.h>
#include <string.h>

enum { WORD_BITS = 32, FEW = 4 };

static bool same_core(const struct topology_place *a, const struct topology_place *b) {
    return a->package == b->package && a->die == b->die && a->core == b->core;
}

/* Moves the core of a CPU, all its allowed threads, to the set; returns how many. */
static int take_core(const struct topology *topology, struct cpu_set *left, int cpu,
                     struct cpu_set *to) {
    int taken = 0;
    for (int other = cpu; other < CPU_SET_MAX; other++) {
        if (!cpu_set_has(other, left) || !same_core(&topology->place[cpu], &topology->place[other]))
            continue;
        cpu_set_drop(other, left);
        cpu_set_add(other, to);
        taken++;
    }
    return taken;
}

void lab_place(const struct topology *topology, const struct cpu_set *allowed,
               struct lab_places *places) {
    memset(places, 0, sizeof *places);
    int count = cpu_set_count(allowed);
    if (count < FEW) {
        int second = cpulist_nth(allowed, 1);
        cpu_set_add(cpulist_nth(allowed, 0), &places->sut);
        cpu_set_add(second < 0 ? cpulist_nth(allowed, 0) : second, &places->peer);
        return;
    }
    struct cpu_set left = *allowed;
    int taken = 0;
    while (taken < count / 2)
        taken += take_core(topology, &left, cpulist_nth(&left, 0), &places->sut);
    places->peer = cpu_set_count(&left) ? left : *allowed; /* none left: all threads of one core */
}

const char *lab_shared(const struct topology *topology, const struct cpu_set *sut,
                       const struct cpu_set *peer) {
    bool core = false, cpu = false;
    for (int i = 0; i < CPU_SET_MAX; i++)
        for (int k = 0; cpu_set_has(i, sut) && k < CPU_SET_MAX; k++) {
            if (!cpu_set_has(k, peer))
                continue;
            cpu = cpu || i == k;
            core = core || same_core(&topology->place[i], &topology->place[k]);
        }
    return cpu    ? "CPUs that do both sides' work"
           : core ? "a core whose threads are on both sides, caches, memory and the kernel's timers"
                  : "memory, the kernel's timers, and caches where cores share them";
}

const char *lab_cpu_mask(const struct cpu_set *cpus, char *buffer, size_t size) {
    size_t at = 0;
    buffer[0] = '\0';
    for (int word = (CPU_SET_MAX - 1) / WORD_BITS; word >= 0; word--) {
        unsigned bits = 0;
        for (int bit = 0; bit < WORD_BITS; bit++)
            bits |= (unsigned)cpu_set_has(word * WORD_BITS + bit, cpus) << bit;
        if (at == 0 && bits == 0 && word > 0)
            continue;
        int put = snprintf(buffer + at, size - at, at ? ",%08x" : "%x", bits);
        if (put < 0 || (size_t)put >= size - at)
            break;
        at += (size_t)put;
    }
    return buffer;
}

int lab_steer(const char *namespace, const char *interface, const struct cpu_set *cpus,
              struct error *err) {
    char mask[256];
    const char *argument[] = {interface, lab_cpu_mask(cpus, mask, sizeof mask), NULL};
    return lab_script(
               namespace,
               "for f in /sys/class/net/$1/queues/rx-*/rps_cpus; do echo $2 >$f || exit; done",
               argument, NULL, err) < 0
               ? error_wrap(err,
                            "receive steering of %s (it needs CONFIG_RPS, and CPUs that are "
                            "not isolated)",
                            interface)
               : 0;
}

char *lab_steering(const char *namespace, const char *interface, struct error *err) {
    const char *argument[] = {interface, NULL};
    char *mask = NULL;
    if (lab_script(namespace, "cat /sys/class/net/$1/queues/rx-0/rps_cpus", argument, &mask, err) <
        0)
        error_wrap(err, "receive steering of %s", interface);
    return mask;
}
