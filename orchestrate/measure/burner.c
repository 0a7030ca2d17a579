/* burner.c - a thread for each CPU; in each slot of time all burn together, at a random place. */
#include "burner.h"

#include "base/process.h"
#include "common/cleanup.h"
#include "common/clock.h"
#include "common/mix.h"

#include <errno.h>
#include <math.h>
#include <pthread.h>
#include <sched.h>
#include <string.h>
#include <time.h>

/* Equally likely: half of the cells lose less than a fortieth, one in ten a tenth. */
static const double shares[] = {0, .005, .01, .015, .02, .03, .04, .05, .07, .1};

enum { SHARES = sizeof shares / sizeof *shares };

static const double slot_s = 5e-3;

double burner_share(uint64_t seed) {
    return shares[mix(seed) % SHARES];
}

double burner_rate(void) {
    double sum = 0;
    for (size_t i = 0; i < SHARES; i++)
        sum += log1p(-shares[i]);
    return exp(sum / SHARES);
}

int burner_probe(struct error *err) {
    const struct sched_param first = {.sched_priority = 1}, none = {0};
    if (sched_setscheduler(0, SCHED_FIFO | SCHED_RESET_ON_FORK, &first) < 0)
        return error_unavailable(err, "no real-time scheduling here: %s; root has it",
                                 strerror(errno));
    return sched_setscheduler(0, SCHED_OTHER, &none) < 0
               ? error_errno(err, "giving real-time scheduling back")
               : 0;
}

struct burning {
    uint64_t seed;
    double begin;
};

static void sleep_until(double when) {
    const struct timespec at = clock_timespec(when);
    clock_nanosleep(CLOCK_MONOTONIC, TIMER_ABSTIME, &at, NULL);
}

/* The place of the burst in each slot comes from seed and slot, for all threads the same. */
static void *burn(void *context) {
    const struct burning *burning = context;
    double burst = burner_share(burning->seed) * slot_s;
    for (uint64_t slot = 0; !process_interrupted(); slot++) {
        double place = (double)(mix_pair(burning->seed, slot) >> 11) * 0x1p-53;
        double from = burning->begin + (double)slot * slot_s + place * (slot_s - burst);
        if (from < clock_now() && slot > 0)
            continue;
        sleep_until(from);
        while (clock_now() < from + burst)
            ;
    }
    return NULL;
}

static int start(pthread_t *thread, int cpu, struct burning *burning, struct error *err) {
    const struct sched_param first = {.sched_priority = 1};
    struct cpu_set own;
    pthread_attr_t attributes;
    cpu_set_clear(&own);
    cpu_set_add(cpu, &own);
    pthread_attr_init(&attributes);
    pthread_attr_setinheritsched(&attributes, PTHREAD_EXPLICIT_SCHED);
    pthread_attr_setschedpolicy(&attributes, SCHED_FIFO);
    pthread_attr_setschedparam(&attributes, &first);
    int status =
        cpu_set_pin(0, &own) < 0 ? errno : pthread_create(thread, &attributes, burn, burning);
    pthread_attr_destroy(&attributes);
    errno = status;
    return status ? error_errno(err, "burner: CPU %d", cpu) : 0;
}

int burner_burn(const struct cpu_set *cpus, uint64_t seed, struct error *err) {
    cleanup_free pthread_t *thread = calloc((size_t)cpu_set_count(cpus) + 1, sizeof *thread);
    struct burning burning = {seed, clock_now() + slot_s};
    size_t started = 0;
    int status = 0;
    if (!thread)
        return error_failed(err, "burner: out of memory");
    if (burner_share(seed) == 0)
        while (!process_interrupted())
            process_sleep(3600);
    for (int cpu = 0; status == 0 && cpu < CPU_SET_MAX && !process_interrupted(); cpu++)
        if (cpu_set_has(cpu, cpus) && (status = start(&thread[started], cpu, &burning, err)) == 0)
            started++;
    for (size_t i = 0; i < started; i++)
        pthread_join(thread[i], NULL);
    return status;
}
