/* accel.c - can KVM be used here, and which accelerator a run gets. */
#include "accel.h"

#include "accel_loop.h"
#include "common/choice.h"
#include "common/cleanup.h"
#include "common/clock.h"

#include <errno.h>
#include <fcntl.h>
#include <math.h>
#include <poll.h>
#include <signal.h>
#include <string.h>
#include <sys/wait.h>

#define KVM_DEVICE "/dev/kvm"

/* A fast loop is run until it takes this long; a slow one gives itself away long before. */
#define LONG_ENOUGH_S 0.01
#define DEADLINE_S 2.0
enum { FIRST_ITERATIONS = 20000, MAX_ITERATIONS = 20000000, ROUNDS = 3 };

#ifdef __x86_64__

/* The best of a few rounds on either side: what disturbs a round only ever makes it slower. */
static double measure(struct accel_loop *loop, uint64_t iterations, struct error *err) {
    double guest = INFINITY, here = INFINITY;
    for (int round = 0; round < ROUNDS; round++) {
        double seconds = accel_loop_guest(loop, iterations, err);
        if (seconds < 0)
            return -1;
        guest = fmin(guest, seconds);
        here = fmin(here, accel_loop_here(iterations));
    }
    if (guest < LONG_ENOUGH_S && iterations < MAX_ITERATIONS)
        return measure(loop, iterations * 10, err);
    return guest / here;
}

static void probe_loop(struct accel_probe *probe, int kvm) {
    struct error err = {0};
    struct accel_loop *loop = accel_loop_open(kvm, &err);
    double slowdown = loop ? measure(loop, FIRST_ITERATIONS, &err) : -1;
    if (loop)
        accel_loop_close(loop);
    probe->opened = loop != NULL;
    if (slowdown < 0) {
        snprintf(probe->why, sizeof probe->why, "%.200s; is KVM nested here?", err.text);
        return;
    }
    probe->slowdown = slowdown;
    probe->usable = slowdown < ACCEL_SLOWDOWN_LIMIT;
    if (probe->usable)
        snprintf(probe->why, sizeof probe->why,
                 "KVM runs guest kernel code at %.2f times the host's time", slowdown);
    else
        snprintf(
            probe->why, sizeof probe->why,
            "KVM here runs guest kernel code %.0f times slower than the host (it emulates it); "
            "use a host with hardware virtualisation",
            slowdown);
}

#else

static void probe_loop(struct accel_probe *probe, int kvm) {
    (void)kvm;
    probe->opened = probe->usable = true;
    snprintf(probe->why, sizeof probe->why, KVM_DEVICE " opens; its speed is not measured here");
}

#endif

static void probe_here(struct accel_probe *probe) {
    cleanup_close int kvm = open(KVM_DEVICE, O_RDWR | O_CLOEXEC);
    if (kvm >= 0)
        probe_loop(probe, kvm);
    else if (errno == ENOENT)
        snprintf(probe->why, sizeof probe->why,
                 KVM_DEVICE
                 " is missing: no hardware virtualisation here, or the kvm module is not "
                 "loaded (modprobe kvm_intel or kvm_amd)");
    else
        snprintf(probe->why, sizeof probe->why,
                 KVM_DEVICE ": %s; run as root or join the group kvm", strerror(errno));
}

/* Reads the child's answer unless it crashes or the deadline passes first. */
static bool receive(int fd, struct accel_probe *probe) {
    double deadline = clock_now() + DEADLINE_S;
    for (;;) {
        struct pollfd polled = {.fd = fd, .events = POLLIN};
        double left = deadline - clock_now();
        int ready = left > 0 ? poll(&polled, 1, (int)(left * 1e3) + 1) : 0;
        if (ready < 0 && errno == EINTR)
            continue;
        if (ready <= 0)
            return false;
        return read(fd, probe, sizeof *probe) == (ssize_t)sizeof *probe;
    }
}

/* In a child of its own: a virtual CPU that hangs or takes the process along must not take virtax
 * with it. */
void accel_probe_kvm(struct accel_probe *probe) {
    *probe = (struct accel_probe){.slowdown = NAN};
    int answer[2];
    if (pipe2(answer, O_CLOEXEC) < 0) {
        snprintf(probe->why, sizeof probe->why, "KVM was not tried: %s", strerror(errno));
        return;
    }
    pid_t child = fork();
    if (child == 0) {
        probe_here(probe);
        ssize_t written = write(answer[1], probe, sizeof *probe);
        _exit(written == (ssize_t)sizeof *probe ? 0 : 1);
    }
    close(answer[1]);
    cleanup_close int reader = answer[0];
    if (child < 0) {
        snprintf(probe->why, sizeof probe->why, "KVM was not tried: %s", strerror(errno));
        return;
    }
    if (!receive(reader, probe)) {
        *probe = (struct accel_probe){.slowdown = NAN};
        snprintf(probe->why, sizeof probe->why,
                 "KVM did not finish a loop of %d rounds within %g s; use a host with hardware "
                 "virtualisation",
                 FIRST_ITERATIONS, DEADLINE_S);
        kill(child, SIGKILL);
    }
    while (waitpid(child, NULL, 0) < 0 && errno == EINTR)
        ;
}

const char *const accel_wishes[] = {"auto", "kvm", "tcg", NULL};

const char *accel_resolve(const char *wish, char why[256], struct error *err) {
    why[0] = '\0';
    if (choice_parse(wish, "accelerator", accel_wishes, err) < 0)
        return NULL;
    if (strcmp(wish, "tcg") == 0)
        return "tcg";
    struct accel_probe probe;
    accel_probe_kvm(&probe);
    if (probe.usable)
        return "kvm";
    if (strcmp(wish, "kvm") == 0) {
        error_unavailable(err, "--accel kvm: %s", probe.why);
        return NULL;
    }
    snprintf(why, 256, "%s", probe.why);
    return "tcg";
}
