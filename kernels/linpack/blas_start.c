/* blas_start.c - takes OpenBLAS's variables away before its constructor runs, and pins its threads.
 * */
#include "blas_start.h"
#include "common/cpu_set.h"

#include "common/cpulist.h"
#include "openblas.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

static const char *const steering[] = {"OPENBLAS_", "GOTO_", "GOTOBLAS_", "BLAS_",
                                       "OMP_",      "GOMP_", "MKL_",      "KMP_"};

static const char threads_variable[] = "OPENBLAS_NUM_THREADS";

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
static void before_openblas(void) {
    take_steering_away();
    setenv(threads_variable, "1", 1);
}

/* GCC keeps priorities up to 100, which come before OpenBLAS's, for the implementation and has no
 * word for them but the section. */
__attribute__((section(".init_array.00050"),
               used)) static void (*const constructor)(void) = before_openblas;

json_t *blas_start_ignored(void) {
    json_t *names = json_array();
    for (size_t i = 0; i < ignored_count; i++)
        json_array_append_new(names, json_stringn(ignored[i], strcspn(ignored[i], "=")));
    return names;
}

int blas_start_forget(struct error *err) {
    return unsetenv(threads_variable) < 0 ? error_errno(err, "the environment") : 0;
}

unsigned blas_start_most_threads(void) {
    static const char key[] = "MAX_THREADS=";
    const char *at = strstr(openblas_get_config(), key);
    int most = at ? atoi(at + strlen(key)) : 0;
    return most > 0 ? (unsigned)most : 1;
}

static int move_to(const struct cpu_set *cpus, unsigned thread, struct error *err) {
    int cpu = cpulist_nth(cpus, (int)thread % cpu_set_count(cpus));
    struct cpu_set one;
    cpu_set_clear(&one);
    cpu_set_add(cpu, &one);
    return cpu_set_pin(0, &one) < 0 ? error_errno(err, "moving to CPU %d", cpu) : 0;
}

int blas_start_alone(const struct cpu_set *cpus, struct error *err) {
    return move_to(cpus, 0, err);
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
    if (openblas_get_num_threads() != 1)
        return error_failed(err, "OpenBLAS began with %d threads, not one; they cannot be pinned",
                            openblas_get_num_threads());
    for (unsigned thread = 1; thread < threads; thread++) {
        if (move_to(cpus, thread, err) < 0)
            return -1;
        openblas_set_num_threads((int)thread + 1);
    }
    if (move_to(cpus, 0, err) < 0)
        return -1;
    if (openblas_get_num_threads() != (int)threads)
        return error_failed(err, "%u threads: OpenBLAS has %d; ask for fewer with --threads",
                            threads, openblas_get_num_threads());
    return 0;
}
