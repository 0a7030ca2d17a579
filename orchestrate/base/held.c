/* held.c - the tree of processes, and smaps_rollup of those that are new in it. */
#include "held.h"

#include "array.h"
#include "common/cleanup.h"
#include "common/clock.h"
#include "common/memory.h"
#include "common/smallfile.h"
#include "host_usage.h"
#include "json_text.h"

#include <ctype.h>
#include <dirent.h>
#include <limits.h>
#include <math.h>
#include <stdbool.h>
#include <string.h>

static int by_pid(const void *a, const void *b) {
    int x = *(const int *)a, y = *(const int *)b;
    return (x > y) - (x < y);
}

static int list_pids(const char *root, struct held_before *all, struct error *err) {
    char path[PATH_MAX];
    snprintf(path, sizeof path, "%s/proc", root);
    DIR *directory = opendir(path);
    if (!directory)
        return error_errno(err, "%s", path);
    const struct dirent *entry;
    int status = 0;
    while (status == 0 && (entry = readdir(directory))) {
        int *pid =
            isdigit((unsigned char)entry->d_name[0]) ? array_add(all->pid, all->count) : NULL;
        if (pid)
            *pid = atoi(entry->d_name);
        else if (isdigit((unsigned char)entry->d_name[0]))
            status = error_failed(err, "out of memory");
    }
    closedir(directory);
    if (all->count > 0)
        qsort(all->pid, all->count, sizeof *all->pid, by_pid);
    return status;
}

int held_note(const char *root, struct held_before *before, struct error *err) {
    *before = (struct held_before){0};
    return list_pids(root, before, err);
}

void held_free(struct held_before *before) {
    free(before->pid);
    *before = (struct held_before){0};
}

static bool is_among(const struct held_before *all, int pid) {
    return all->count > 0 && bsearch(&pid, all->pid, all->count, sizeof *all->pid, by_pid);
}

/* 0 where it is gone, has ended, or is the first of all. */
static int parent_of(const char *root, int pid) {
    cleanup_free char *stat = small_file_readf(NULL, "%s/proc/%d/stat", root, pid);
    const char *at = stat ? strrchr(stat, ')') : NULL; /* the name before it may hold anything */
    char state;
    int parent;
    return at && sscanf(at, ") %c %d", &state, &parent) == 2 && state != 'Z' ? parent : 0;
}

/* Process numbers come again: a loop would be another's. */
enum { GENERATIONS = 64 };

static bool descends(const char *root, int pid, int from) {
    for (int i = 0; i < GENERATIONS && pid > 1; i++, pid = parent_of(root, pid))
        if (pid == from)
            return true;
    return false;
}

static bool belongs(const char *root, int self, const struct held_before *before, int pid) {
    for (int i = 0; i < GENERATIONS && pid > 1 && !is_among(before, pid); i++)
        pid = parent_of(root, pid);
    return pid == 1 || descends(root, pid, self);
}

/* NAN: not told. */
static double pss_of(const char *root, int pid) {
    cleanup_free char *text = small_file_readf(NULL, "%s/proc/%d/smaps_rollup", root, pid);
    const char *line = text ? strstr(text, "\nPss:") : NULL;
    double kib;
    return line && sscanf(line, "\nPss: %lf kB", &kib) == 1 ? kib * 1024 : NAN;
}

static int add(struct held *held, int pid, double pss_bytes, struct error *err) {
    struct held_task *task = array_add(held->task, held->processes);
    if (!task)
        return error_failed(err, "out of memory");
    double cpu_s = process_cpu_s(pid);
    *task = (struct held_task){pid, isnan(cpu_s) ? 0 : cpu_s};
    held->pss_bytes += pss_bytes;
    return 0;
}

int held_since(const char *root, int self, const struct held_before *before, struct held *held,
               struct error *err) {
    struct held_before now;
    *held = (struct held){0};
    int status = held_note(root, &now, err);
    for (size_t i = 0; status == 0 && i < now.count; i++) {
        int pid = now.pid[i];
        if (is_among(before, pid) || !belongs(root, self, before, pid))
            continue;
        double pss_bytes = pss_of(root, pid);
        if (parent_of(root, pid) > 0)
            status = add(held, pid, pss_bytes, err);
    }
    held_free(&now);
    return status;
}

void held_clear(struct held *held) {
    free(held->task);
    *held = (struct held){0};
}

/* Seconds of CLOCK_BOOTTIME; NAN where it is gone. */
static double started_s(const char *root, int pid) {
    cleanup_free char *stat = small_file_readf(NULL, "%s/proc/%d/stat", root, pid);
    const char *at = stat ? strrchr(stat, ')') : NULL;
    for (int field = 2; at && field < 22; field++)
        at = strchr(at + 1, ' ');
    return at ? strtod(at, NULL) / (double)sysconf(_SC_CLK_TCK) : NAN;
}

struct came {
    double s;
    int pid;
};

static int by_start(const void *a, const void *b) {
    const struct came *x = a, *y = b;
    return x->s != y->s ? (x->s > y->s) - (x->s < y->s) : (x->pid > y->pid) - (x->pid < y->pid);
}

json_t *held_came(const char *root, const struct held *held, double from_s) {
    struct timespec boot;
    clock_gettime(CLOCK_BOOTTIME, &boot);
    double asleep_s = (double)boot.tv_sec + 1e-9 * (double)boot.tv_nsec - clock_now();
    json_t *list = json_array();
    cleanup_free struct came *came = calloc(held->processes + 1, sizeof *came);
    for (size_t i = 0; came && i < held->processes; i++)
        came[i] = (struct came){started_s(root, held->task[i].pid), held->task[i].pid};
    if (came)
        qsort(came, held->processes, sizeof *came, by_start);
    for (size_t i = 0; came && i < held->processes; i++) {
        cleanup_free char *name = small_file_readf(NULL, "%s/proc/%d/comm", root, came[i].pid);
        if (name && !isnan(came[i].s))
            json_array_append_new(list, json_pack("{s:o,s:f}", "name", json_text(name), "after_ms",
                                                  fmax(0, 1e3 * (came[i].s - asleep_s - from_s))));
    }
    return list;
}

double held_cpu_between(const struct held *first, const struct held *later) {
    double cpu_s = 0;
    for (size_t i = 0; i < later->processes; i++) {
        const struct held_task *task = &later->task[i];
        cpu_s += task->cpu_s;
        for (size_t k = 0; k < first->processes; k++)
            if (first->task[k].pid == task->pid)
                cpu_s -= first->task[k].cpu_s;
    }
    return cpu_s;
}

/* "              count: 240" of every CPU in every zone. */
static double pages_of_cpus(const char *zones) {
    double pages = 0, count;
    for (const char *at = zones; (at = strstr(at, " count:")); at += strlen(" count:"))
        if (sscanf(at, " count: %lf", &count) == 1)
            pages += count;
    return pages;
}

int held_available(const char *root, double *bytes, struct error *err) {
    uint64_t told = memory_told(root);
    cleanup_free char *zones = small_file_readf(err, "%s/proc/zoneinfo", root);
    if (told == MEMORY_UNTOLD)
        return error_failed(err, "%s/proc/meminfo: no MemAvailable", root);
    if (!zones)
        return -1;
    *bytes = (double)told + pages_of_cpus(zones) * (double)sysconf(_SC_PAGESIZE);
    return 0;
}
