/* used.c - proc_pid_stat(5) and proc_pid_status(5) of a server and of its children. */
#include "serve/process.h"

#include "common/cleanup.h"
#include "common/smallfile.h"
#include "serve/children.h"

#include <dirent.h>
#include <stdio.h>
#include <string.h>
#include <sys/time.h>
#include <unistd.h>

static long number_after(const char *text, const char *key) {
    const char *at = text ? strstr(text, key) : NULL;
    return at ? strtol(at + strlen(key), NULL, 10) : 0;
}

static struct timeval time_of(unsigned long ticks) {
    long hz = sysconf(_SC_CLK_TCK);
    return (struct timeval){.tv_sec = (long)ticks / hz,
                            .tv_usec = (long)ticks % hz * (1000000 / hz)};
}

/* /proc/PID/status tells those of the first thread alone. */
static void add_switches(pid_t pid, struct rusage *used) {
    char path[64];
    snprintf(path, sizeof path, "/proc/%d/task", pid);
    DIR *tasks = opendir(path);
    for (const struct dirent *task; tasks && (task = readdir(tasks));) {
        if (task->d_name[0] == '.')
            continue;
        cleanup_free char *status = small_file_readf(NULL, "%s/%s/status", path, task->d_name);
        used->ru_nvcsw += number_after(status, "\nvoluntary_ctxt_switches:");
        used->ru_nivcsw += number_after(status, "\nnonvoluntary_ctxt_switches:");
    }
    if (tasks)
        closedir(tasks);
}

/* With the children that it has waited for. */
static void add_process(pid_t pid, void *context) {
    struct rusage *used = context;
    enum { COUNT = 8 };
    unsigned long told[COUNT];
    cleanup_free char *stat = small_file_readf(NULL, "/proc/%d/stat", pid);
    const char *fields = stat ? strrchr(stat, ')') : NULL; /* a name may hold anything */
    if (!fields ||
        sscanf(fields, ") %*c %*d %*d %*d %*d %*d %*u %lu %lu %lu %lu %lu %lu %lu %lu", &told[0],
               &told[1], &told[2], &told[3], &told[4], &told[5], &told[6], &told[7]) != COUNT)
        return;
    struct timeval user = time_of(told[4] + told[6]), system = time_of(told[5] + told[7]);
    used->ru_minflt += (long)(told[0] + told[1]);
    used->ru_majflt += (long)(told[2] + told[3]);
    timeradd(&used->ru_utime, &user, &used->ru_utime);
    timeradd(&used->ru_stime, &system, &used->ru_stime);
    add_switches(pid, used);
}

struct rusage service_used(const struct service_process *server) {
    struct rusage used = {0};
    add_process(server->pid, &used);
    process_each_child(server->pid, add_process, &used);
    return used;
}
