/* switches.c - two processes that wake each other, on one CPU and on two: tokens through pipes,
 * eventfds and sockets, and a word that both wait for. */
#include "kernelops/operation.h"

#include "kernelops/partner.h"
#include "kernelops/rally.h"

#include <errno.h>
#include <linux/futex.h>
#include <stdatomic.h>
#include <stdbool.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <sys/syscall.h>
#include <unistd.h>

#define RALLY(name, label, way, number)                                                            \
    static int set_up_##name(const struct place *place, void **state, struct error *err) {         \
        static const struct rally_kind kind = {label, way, rally_plain, number};                   \
        return rally_start(&kind, place, state, err);                                              \
    }
RALLY(pipe, "a pipe", rally_pipes, 0)
RALLY(pipe_far, "a pipe", rally_pipes, 1)
RALLY(eventfd, "an eventfd", rally_eventfds, 0)
RALLY(eventfd_far, "an eventfd", rally_eventfds, 1)
RALLY(socket, "a Unix socket", rally_sockets, 0)

/* Each side writes its own word, wakes the other and waits for that one's. */
struct words {
    _Alignas(64) _Atomic uint32_t asked;
    _Alignas(64) _Atomic uint32_t answered;
};

struct futex {
    struct words *words; /* shared with the partner */
    struct partner partner;
};

static int say(_Atomic uint32_t *word, uint32_t value) {
    atomic_store(word, value);
    return syscall(SYS_futex, word, FUTEX_WAKE, 1, NULL, NULL, 0) < 0 ? -1 : 0;
}

/* Until the word is no longer the old one; -1 with errno, ETIMEDOUT where nobody writes it. */
static int hear(_Atomic uint32_t *word, uint32_t old) {
    static const struct timespec patience = {.tv_sec = 10};
    while (atomic_load(word) == old) {
        if (syscall(SYS_futex, word, FUTEX_WAIT, old, &patience, NULL, 0) < 0 && errno != EAGAIN &&
            errno != EINTR)
            return -1;
    }
    return 0;
}

/* While nobody asks, it waits again. */
static void answer(void *argument) {
    struct words *words = argument;
    for (uint32_t turn = 0;;) {
        if (hear(&words->asked, turn) < 0) {
            if (errno != ETIMEDOUT)
                return;
            continue;
        }
        if (say(&words->answered, ++turn) < 0)
            return;
    }
}

static void tear_down_futex(void *state) {
    struct futex *futex = state;
    partner_end(&futex->partner);
    if (futex->words != MAP_FAILED)
        munmap(futex->words, sizeof *futex->words);
    free(futex);
}

static int set_up_futex(const struct place *place, void **state, struct error *err) {
    struct futex *futex = calloc(1, sizeof *futex);
    if (!futex)
        return error_errno(err, "a futex");
    futex->words =
        mmap(NULL, sizeof *futex->words, PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);
    int result = futex->words == MAP_FAILED
                     ? error_errno(err, "mmap of shared memory")
                     : partner_start(&futex->partner, place->cpu[1], answer, futex->words, err);
    if (result < 0)
        tear_down_futex(futex);
    else
        *state = futex;
    return result;
}

static int run_futex(void *state, unsigned times, struct error *err) {
    struct words *words = ((struct futex *)state)->words;
    for (unsigned i = 0; i < times; i++) {
        uint32_t turn = atomic_load(&words->asked);
        if (say(&words->asked, turn + 1) < 0)
            return error_errno(err, "futex, to wake");
        if (hear(&words->answered, turn) < 0)
            return error_errno(err, "futex, to wait");
        if (atomic_load(&words->answered) != turn + 1)
            return error_failed(err, "futex: the partner answered something else");
    }
    return 0;
}

const char *operation_lacks_cpu(const struct place *place) {
    return place->cpu[1] < 0 ? "a second CPU: only one is allowed here" : NULL;
}

const struct operation operations_switches[] = {
    {.name = "pipe-1cpu",
     .about = "8 bytes to another process on the same CPU and back, through pipes",
     .times = 20,
     .set_up = set_up_pipe,
     .run = rally_run,
     .tear_down = rally_end},
    {.name = "pipe-2cpu",
     .about = "the same to a process on another CPU",
     .times = 3,
     .lacks = operation_lacks_cpu,
     .set_up = set_up_pipe_far,
     .run = rally_run,
     .tear_down = rally_end},
    {.name = "eventfd-1cpu",
     .about = "to another process on the same CPU and back, through eventfds",
     .times = 20,
     .set_up = set_up_eventfd,
     .run = rally_run,
     .tear_down = rally_end},
    {.name = "eventfd-2cpu",
     .about = "the same to a process on another CPU",
     .times = 3,
     .lacks = operation_lacks_cpu,
     .set_up = set_up_eventfd_far,
     .run = rally_run,
     .tear_down = rally_end},
    {.name = "futex-2cpu",
     .about = "to a process on another CPU and back, by waking what waits for a word",
     .times = 3,
     .lacks = operation_lacks_cpu,
     .set_up = set_up_futex,
     .run = run_futex,
     .tear_down = tear_down_futex},
    {.name = "unix-socket",
     .about = "8 bytes to another process on the same CPU and back, through a Unix socket",
     .times = 10,
     .set_up = set_up_socket,
     .run = rally_run,
     .tear_down = rally_end},
    {0},
};
