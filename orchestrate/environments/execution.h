/* execution.h - one run of a kernel, watched from the host: its marks and what the host's CPUs did
 * between them. */
#ifndef VIRTAX_EXECUTION_H
#define VIRTAX_EXECUTION_H

#include "base/host_usage.h"
#include "base/interference.h"
#include "base/process.h"
#include "common/cpu_set.h"
#include "lab/counters.h"
#include "lab/route.h"

#include <jansson.h>
#include <stdbool.h>

/* What a command that runs a kernel elsewhere writes on stderr where the machine there killed for
 * want of memory meanwhile. */
#define EXECUTION_OOM "virtax: oom"

struct execution {
    struct process_result process;
    bool began, ended;    /* the kernel's marks were seen */
    double marked_s;      /* host seconds between them; this and those below: NAN where not seen */
    double longest_s;     /* between the marks of the kernel that took longest: marked_s, but where
                             several ran at once more than the time in which all did */
    double kernel_s;      /* the same by the kernel's own clock, where it tells more than its record
                             does: from its first slice to the answer of its last */
    double host_cpu_s;    /* CPU-seconds of the whole host between them */
    double softirq_cpu_s; /* part of it */
    double vmm_cpu_s;     /* the hypervisor's part */
    double daemon_cpu_s;  /* the container daemon's part */
    double peer_cpu_s;    /* that of the peer's own CPUs */
    struct interference interference; /* what others did to its CPUs between the marks */
    double waiting_cpus;    /* CPUs that it took on average between its slices; NAN: not told */
    double vmm_huge_bytes;  /* of the hypervisor's memory in huge pages of the host, at the end of
                               the run; NAN where there is none or it cannot be seen */
    bool watcher_continued; /* virtax was stopped meanwhile and continued; what stamps the marks */
    bool vmm_continued;     /* the hypervisor was */
    double
        host_cpu_quota; /* of virtax's own control groups, in CPUs; INFINITY: none; NAN: not told */
    int64_t oom_kills;  /* processes that the host killed for want of memory while it ran; -1:
                           not told */
    bool oom_there;     /* the machine that it ran on did, as that said */
    struct process_result peer; /* of the kernel on the peer; all zero: there is none */
    struct route route;         /* to the peer, where there is one */
    struct lab_path path;       /* the interfaces that its data should pass, where there is one */
    json_t *counters;           /* what passed this host's (lab_counters_between); NULL: no peer */
    json_t *guest;       /* what the guest was: {"features", "left_out", "vcpu_cpus"}; NULL: none */
    json_t *container;   /* what a container was: {"features", "seen"}, the levels that its name
                            asks for, and container_seen(); NULL: none */
    json_t *medium_seen; /* as medium_seen() tells while the kernel runs; NULL: none */
    int boot;            /* ordinal of the guest boot that it ran in; 0 for none */
};

/* CPU-seconds of a process so far (user and system, all threads); NAN where it is gone. */
typedef double cpu_meter(void *context);

/* Readings taken at both marks, besides the host's own. */
struct meters {
    cpu_meter *vmm, *daemon; /* may be NULL */
    void *context;
    void (*on_mark)(
        void *whom); /* called at both marks of a cell that is no slices; NULL: nobody */
    void *whom;
    /* Notes once in the execution what is seen of the kernel while it works; before its first
     * slice, or at the first mark of a cell. NULL: nothing. Gets `context`. */
    void (*observe)(void *context, struct execution *execution);
    const struct cpu_set *cpus;      /* of this host, where the cell works; NULL: on another one */
    const struct cpu_set *peer_cpus; /* where the peer alone works; NULL: nowhere */
};

/* What all meters said at one moment of the host's CLOCK_MONOTONIC. */
struct readings {
    double at, vmm, daemon, peer; /* NAN: no such meter */
    struct host_cpu host;
    struct interference_reading interference;
};

void readings_take(const struct meters *meters, double at, struct readings *readings);

/* Adds what was used between two readings to the execution's seconds and CPU-seconds. What no meter
 * told once is not told in the end. */
void execution_add(struct execution *execution, const struct readings *from,
                   const struct readings *to);

/* What nothing is known of yet. To be called before anything else is done with one. */
void execution_clear(struct execution *execution);

/* Runs with the marks on the command's stderr watched. `spec` is copied; its callback is set here.
 */
int execution_run(const struct process_spec *spec, const struct meters *meters,
                  struct execution *execution, struct error *err);

/* The same for kernels that run at once, each with its result in results[i] (the caller's, to be
 * freed in every case; execution->process stays as it is). The cell begins with the last one's mark
 * and ends with the first one's, the time in which all ran together; there is no such time, and no
 * end is seen, where one ended before another began. */
int execution_run_together(const struct process_spec *specs, size_t count,
                           const struct meters *meters, struct execution *execution,
                           struct process_result *results, struct error *err);
void execution_free(struct execution *execution);

#endif
