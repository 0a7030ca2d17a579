/* interference.c - reads /proc/stat, /proc/pressure, /proc/vmstat and cpufreq, and takes the
 * differences. */
#include "interference.h"

#include "common/cleanup.h"
#include "common/clock.h"
#include "common/smallfile.h"

#include <limits.h>
#include <math.h>
#include <string.h>
#include <sys/resource.h>

const char *const pressure_names[PRESSURES] = {"cpu", "memory", "io"};

static double own_cpu_s(void) {
    struct rusage own;
    if (getrusage(RUSAGE_SELF, &own) < 0)
        return NAN;
    return (double)(own.ru_utime.tv_sec + own.ru_stime.tv_sec) +
           1e-6 * (double)(own.ru_utime.tv_usec + own.ru_stime.tv_usec);
}

/* "some avg10=0.00 avg60=0.00 avg300=0.00 total=MICROSECONDS" */
static double waiting_s(const char *root, const char *what) {
    char path[PATH_MAX];
    double total_us;
    snprintf(path, sizeof path, "%s/proc/pressure/%s", root, what);
    cleanup_free char *text = small_file_read(path, NULL);
    const char *total = text ? strstr(text, " total=") : NULL;
    return total && sscanf(total, " total=%lf", &total_us) == 1 ? 1e-6 * total_us : NAN;
}

static double swapped_pages(const char *root) {
    static const char *const ways[] = {"\npswpin ", "\npswpout "};
    char path[PATH_MAX];
    snprintf(path, sizeof path, "%s/proc/vmstat", root);
    cleanup_free char *text = small_file_read(path, NULL);
    double pages = 0, one;
    for (size_t i = 0; i < sizeof ways / sizeof *ways; i++) {
        const char *at = text ? strstr(text, ways[i]) : NULL;
        if (!at || sscanf(at + strlen(ways[i]), "%lf", &one) != 1)
            return NAN;
        pages += one;
    }
    return pages;
}

static double frequency_ghz(const char *root, const struct cpu_set *cpus) {
    double sum = 0, khz;
    int count = 0;
    for (int cpu = 0; cpu < CPU_SET_MAX; cpu++) {
        char path[PATH_MAX];
        if (!cpu_set_has(cpu, cpus))
            continue;
        snprintf(path, sizeof path, "%s/sys/devices/system/cpu/cpu%d/cpufreq/scaling_cur_freq",
                 root, cpu);
        cleanup_free char *text = small_file_read(path, NULL);
        if (!text || sscanf(text, "%lf", &khz) != 1)
            return NAN;
        sum += 1e-6 * khz;
        count++;
    }
    return count ? sum / count : NAN;
}

void interference_read(const char *root, const struct cpu_set *cpus,
                       struct interference_reading *reading) {
    reading->at_s = clock_now();
    reading->cpus = cpus ? cpu_set_count(cpus) : 0;
    reading->used = cpus ? cpu_times_of(root, cpus) : (struct cpu_times){NAN, NAN, NAN};
    reading->ghz = cpus ? frequency_ghz(root, cpus) : NAN;
    reading->own_s = own_cpu_s();
    for (size_t i = 0; i < PRESSURES; i++)
        reading->waiting_s[i] = cpus ? waiting_s(root, pressure_names[i]) : NAN;
    reading->swapped_pages = cpus ? swapped_pages(root) : NAN;
}

void interference_unknown(struct interference *interference) {
    *interference = (struct interference){
        .wall_s = NAN,
        .cpu_s = NAN,
        .tasks_s = NAN,
        .interrupts_s = NAN,
        .steal_s = NAN,
        .own_s = NAN,
        .waiting_s = {NAN, NAN, NAN},
        .swapped_pages = NAN,
        .ghz_begin = NAN,
        .ghz_end = NAN,
    };
}

void interference_add(struct interference *sum, const struct interference_reading *begin,
                      const struct interference_reading *end) {
    if (isnan(sum->wall_s))
        *sum = (struct interference){.ghz_begin = begin->ghz};
    sum->wall_s += end->at_s - begin->at_s;
    sum->cpu_s += begin->cpus ? begin->cpus * (end->at_s - begin->at_s) : NAN;
    sum->tasks_s += end->used.tasks_s - begin->used.tasks_s;
    sum->interrupts_s += end->used.interrupts_s - begin->used.interrupts_s;
    sum->steal_s += end->used.steal_s - begin->used.steal_s;
    sum->own_s += end->own_s - begin->own_s;
    for (size_t i = 0; i < PRESSURES; i++)
        sum->waiting_s[i] += end->waiting_s[i] - begin->waiting_s[i];
    sum->swapped_pages += end->swapped_pages - begin->swapped_pages;
    sum->ghz_end = end->ghz;
}

static json_t *number(double value) {
    return isnan(value) ? json_null() : json_real(value);
}

json_t *interference_json(const struct interference *interference) {
    json_t *waiting = json_object();
    for (size_t i = 0; i < PRESSURES; i++)
        json_object_set_new(waiting, pressure_names[i], number(interference->waiting_s[i]));
    return json_pack("{s:o, s:o, s:o, s:o, s:o, s:o, s:o, s:o, s:[o, o]}", "wall_s",
                     number(interference->wall_s), "cpu_s", number(interference->cpu_s), "tasks_s",
                     number(interference->tasks_s), "interrupts_s",
                     number(interference->interrupts_s), "steal_s", number(interference->steal_s),
                     "virtax_s", number(interference->own_s), "waiting_s", waiting, "swapped_pages",
                     number(interference->swapped_pages), "ghz", number(interference->ghz_begin),
                     number(interference->ghz_end));
}
