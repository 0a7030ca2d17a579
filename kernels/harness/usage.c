/* usage.c - differences of two getrusage(2) as JSON. */
#include "usage.h"

#include "common/clock.h"

#include <sys/time.h>

int usage_note(struct usage *usage, struct error *err) {
    usage->wall_s = clock_now();
    if (getrusage(RUSAGE_SELF, &usage->process) < 0)
        return error_errno(err, "getrusage");
    return 0;
}

static double seconds(struct timeval begin, struct timeval end) {
    return (double)(end.tv_sec - begin.tv_sec) + 1e-6 * (double)(end.tv_usec - begin.tv_usec);
}

double usage_cpu_s(const struct rusage *process) {
    static const struct timeval zero;
    return seconds(zero, process->ru_utime) + seconds(zero, process->ru_stime);
}

json_t *usage_between(const struct usage *begin, const struct usage *end) {
    const struct rusage *a = &begin->process, *b = &end->process;
    return json_pack("{s:f, s:f, s:f, s:I, s:I, s:I, s:I}", "wall_s", end->wall_s - begin->wall_s,
                     "user_s", seconds(a->ru_utime, b->ru_utime), "system_s",
                     seconds(a->ru_stime, b->ru_stime), "voluntary_switches",
                     (json_int_t)(b->ru_nvcsw - a->ru_nvcsw), "involuntary_switches",
                     (json_int_t)(b->ru_nivcsw - a->ru_nivcsw), "minor_faults",
                     (json_int_t)(b->ru_minflt - a->ru_minflt), "major_faults",
                     (json_int_t)(b->ru_majflt - a->ru_majflt));
}

static void add_time(struct timeval *sum, const struct timeval *begin, const struct timeval *end) {
    struct timeval between;
    timersub(end, begin, &between);
    timeradd(sum, &between, sum);
}

void usage_add(struct usage *sum, const struct usage *begin, const struct usage *end) {
    const struct rusage *a = &begin->process, *b = &end->process;
    struct rusage *all = &sum->process;
    sum->wall_s += end->wall_s - begin->wall_s;
    add_time(&all->ru_utime, &a->ru_utime, &b->ru_utime);
    add_time(&all->ru_stime, &a->ru_stime, &b->ru_stime);
    all->ru_nvcsw += b->ru_nvcsw - a->ru_nvcsw;
    all->ru_nivcsw += b->ru_nivcsw - a->ru_nivcsw;
    all->ru_minflt += b->ru_minflt - a->ru_minflt;
    all->ru_majflt += b->ru_majflt - a->ru_majflt;
}
