/* usage.c - differences of two getrusage(2) as JSON. */
#include "usage.h"

#include "common/clock.h"

#include <errno.h>
#include <sys/time.h>
#include <time.h>

static struct {
    pid_t pid[16];
    size_t count;
} children;

int usage_count_child(pid_t child, struct error *err) {
    if (children.count == sizeof children.pid / sizeof *children.pid)
        return error_failed(err, "usage of more than %zu children", children.count);
    children.pid[children.count++] = child;
    return 0;
}

void usage_leave_child(pid_t child) {
    for (size_t i = 0; i < children.count; i++)
        if (children.pid[i] == child)
            children.pid[i--] = children.pid[--children.count];
}

static int add_living(struct rusage *used, struct error *err) {
    for (size_t i = 0; i < children.count; i++) {
        clockid_t clock;
        struct timespec now;
        struct timeval cpu;
        errno = clock_getcpuclockid(children.pid[i], &clock);
        if (errno != 0 || clock_gettime(clock, &now) < 0)
            return error_errno(err, "CPU time of process %d", (int)children.pid[i]);
        TIMESPEC_TO_TIMEVAL(&cpu, &now);
        timeradd(&used->ru_stime, &cpu, &used->ru_stime);
    }
    return 0;
}

static void add_time(struct timeval *sum, const struct timeval *begin, const struct timeval *end) {
    struct timeval between;
    timersub(end, begin, &between);
    timeradd(sum, &between, sum);
}

static void add_between(struct rusage *sum, const struct rusage *begin, const struct rusage *end) {
    add_time(&sum->ru_utime, &begin->ru_utime, &end->ru_utime);
    add_time(&sum->ru_stime, &begin->ru_stime, &end->ru_stime);
    sum->ru_nvcsw += end->ru_nvcsw - begin->ru_nvcsw;
    sum->ru_nivcsw += end->ru_nivcsw - begin->ru_nivcsw;
    sum->ru_minflt += end->ru_minflt - begin->ru_minflt;
    sum->ru_majflt += end->ru_majflt - begin->ru_majflt;
}

int usage_note(struct usage *usage, struct error *err) {
    static const struct rusage nothing;
    struct rusage ended;
    usage->wall_s = clock_now();
    if (getrusage(RUSAGE_SELF, &usage->process) < 0 || getrusage(RUSAGE_CHILDREN, &ended) < 0)
        return error_errno(err, "getrusage");
    add_between(&usage->process, &nothing, &ended);
    return add_living(&usage->process, err);
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

void usage_add(struct usage *sum, const struct usage *begin, const struct usage *end) {
    sum->wall_s += end->wall_s - begin->wall_s;
    add_between(&sum->process, &begin->process, &end->process);
}
