/* blas_start.c - takes OpenBLAS's variables away before its constructor runs, and pins its threads.
 * */
#include "blas_start.h"
#include "common/cpu_set.h"

#include "common/cleanup.h"
#include "common/clock.h"
#include "common/cpulist.h"
#include "common/smallfile.h"
#include "openblas.h"

#include <dirent.h>
#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <time.h>
#include <unistd.h>

static const char *const steering[] = {"OPENBLAS_", "GOTO_", "GOTOBLAS_", "BLAS_",
                                       "OMP_",      "GOMP_", "MKL_",      "KMP_"};

static const char threads_variable[] = "OPENBLAS_NUM_THREADS";

/* Idle threads look out for work for 2 to the power of this ticks of the processor's clock (28 by
 * default, about 0.1 s) before they sleep. In slices, where their sleep is waited for, it is some
 * 6 ms: longer than a solution leaves one idle. */
static const char timeout_variable[] = "OPENBLAS_THREAD_TIMEOUT", sliced_timeout[] = "24";

/* OpenBLAS's common_x86_64.h and common_arm64.h: BUFFER_SIZE. It tries again for ever, without a
 * word, where it cannot map one (driver/others/memory.c). */
static const size_t buffer_bytes = (size_t)128 << 20;

enum { IGNORED_MAX = 64 };
static const char *ignored[IGNORED_MAX];
static size_t ignored_count;

bool blas_start_steers(const char *entry) {
    for (size_t i = 0; i < sizeof steering / sizeof *steering; i++) {
        if (strncmp(entry, steering[i], strlen(steering[i])) == 0)
            return true;
    }
    return false;
}

static void take_steering_away(void) {
    char **to = environ;
    for (char **from = environ; *from; from++) {
        if (!blas_start_steers(*from))
            *to++ = *from;
        else if (ignored_count < IGNORED_MAX)
            ignored[ignored_count++] = *from;
    }
    *to = NULL;
}

/* setenv() fails only where memory is short; blas_start_pool() then finds more than one thread. */
static void before_openblas(int argc, char **argv, char **environment) {
    (void)environment;
    take_steering_away();
    setenv(threads_variable, "1", 1);
    for (int i = 1; i < argc; i++) {
        if (strcmp(argv[i], "--slices") == 0)
            setenv(timeout_variable, sliced_timeout, 1);
    }
}

/* GCC keeps priorities up to 100, which come before OpenBLAS's, for the implementation and has no
 * word for them but the section. glibc hands the arguments of main() to what stands there. */
__attribute__((section(".init_array.00050"),
               used)) static void (*const constructor)(int, char **, char **) = before_openblas;

json_t *blas_start_ignored(void) {
    json_t *names = json_array();
    for (size_t i = 0; i < ignored_count; i++)
        json_array_append_new(names, json_stringn(ignored[i], strcspn(ignored[i], "=")));
    return names;
}

int blas_start_forget(struct error *err) {
    if (unsetenv(threads_variable) < 0 || unsetenv(timeout_variable) < 0)
        return error_errno(err, "the environment");
    return 0;
}

unsigned blas_start_most_threads(void) {
    static const char key[] = "MAX_THREADS=";
    const char *at = strstr(openblas_get_config(), key);
    int most = at ? atoi(at + strlen(key)) : 0;
    return most > 0 ? (unsigned)most : 1;
}

static int move_to(int cpu, struct error *err) {
    struct cpu_set one;
    cpu_set_clear(&one);
    cpu_set_add(cpu, &one);
    return cpu_set_pin(0, &one) < 0 ? error_errno(err, "moving to CPU %d", cpu) : 0;
}

static void nothing(void *argument, unsigned thread) {
    (void)argument;
    (void)thread;
}

/* As OpenBLAS will: a buffer for each thread, and the threads. */
int blas_start_possible(struct team *team, struct error *err) {
    size_t bytes = team->threads * buffer_bytes;
    void *buffers = mmap(NULL, bytes, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
    if (buffers == MAP_FAILED)
        return error_unavailable(err,
                                 "OpenBLAS maps 128M for each of %u threads, and that much address "
                                 "space is not left: %s; raise the limit (ulimit -v), or lower "
                                 "--threads",
                                 team->threads, strerror(errno));
    int status = team_run(team, nothing, NULL, err);
    munmap(buffers, bytes);
    return status < 0 ? error_wrap(err, "threads like OpenBLAS's own") : 0;
}

int blas_start_pool(const struct cpu_set *cpus, unsigned threads, struct error *err) {
    int count = cpu_set_count(cpus);
    if (openblas_get_num_threads() != 1)
        return error_failed(err, "OpenBLAS began with %d threads, not one; they cannot be pinned",
                            openblas_get_num_threads());
    for (unsigned thread = 1; thread < threads; thread++) {
        if (move_to(cpulist_nth(cpus, (int)thread % count), err) < 0)
            return -1;
        openblas_set_num_threads((int)thread + 1);
    }
    if (move_to(cpulist_nth(cpus, 0), err) < 0)
        return -1;
    if (openblas_get_num_threads() != (int)threads)
        return error_failed(err, "%u threads: OpenBLAS has %d; ask for fewer with --threads",
                            threads, openblas_get_num_threads());
    return 0;
}

/* proc(5): the state stands after the name, which is in brackets. A thread that is gone does not
 * run. */
static bool is_running(const char *task) {
    char path[64];
    snprintf(path, sizeof path, "/proc/self/task/%.20s/stat", task);
    cleanup_free char *stat = small_file_read(path, NULL);
    const char *state = stat ? strrchr(stat, ')') : NULL;
    return state && state[1] == ' ' && state[2] == 'R';
}

/* How many threads run, this one included. */
static int running_threads(struct error *err) {
    DIR *tasks = opendir("/proc/self/task");
    if (!tasks)
        return error_errno(err, "/proc/self/task");
    int count = 0;
    for (struct dirent *task; (task = readdir(tasks));)
        count += task->d_name[0] != '.' && is_running(task->d_name);
    closedir(tasks);
    return count;
}

int blas_start_sleep(struct error *err) {
    const struct timespec nap = {.tv_nsec = 1000000};
    double deadline = clock_now() + 1;
    int running;
    while ((running = running_threads(err)) > 1) {
        if (clock_now() > deadline)
            return error_failed(err, "OpenBLAS's threads do not sleep between slices");
        nanosleep(&nap, NULL);
    }
    return running < 0 ? -1 : 0;
}

static int add_thread(const char *name, json_t *list, struct cpu_set *all, struct error *err) {
    struct cpu_set cpus;
    char text[CPULIST_TEXT];
    if (cpu_set_of_thread((pid_t)atoi(name), &cpus) < 0)
        return error_errno(err, "the CPUs of thread %s", name);
    cpu_set_or(all, all, &cpus);
    return json_array_append_new(list, json_string(cpulist_format(&cpus, text, sizeof text))) < 0
               ? error_failed(err, "out of memory")
               : 0;
}

json_t *blas_start_thread_cpus(struct cpu_set *all, struct error *err) {
    cpu_set_clear(all);
    DIR *tasks = opendir("/proc/self/task");
    if (!tasks) {
        error_errno(err, "/proc/self/task");
        return NULL;
    }
    json_t *list = json_array();
    int result = 0;
    for (struct dirent *task; result == 0 && (task = readdir(tasks));) {
        if (task->d_name[0] != '.')
            result = add_thread(task->d_name, list, all, err);
    }
    closedir(tasks);
    if (result == 0)
        return list;
    json_decref(list);
    return NULL;
}
