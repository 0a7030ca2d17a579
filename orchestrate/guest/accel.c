/* accel.c - can KVM be used here, and which accelerator a run gets: a guest of three instructions,
 * through the KVM API.
 *
 * Control register and segment bits: Intel SDM volume 3, chapters 2.5, 3.4 and 4.5. */
#include "accel.h"

#include "common/choice.h"
#include "common/cleanup.h"
#include "common/clock.h"

#include <errno.h>
#include <fcntl.h>
#include <linux/kvm.h>
#include <math.h>
#include <poll.h>
#include <signal.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/mman.h>
#include <sys/wait.h>

#define KVM_DEVICE "/dev/kvm"

/* A fast loop is run until it takes this long; a slow one gives itself away long before. */
#define LONG_ENOUGH_S 0.01
#define DEADLINE_S 2.0
enum { FIRST_ITERATIONS = 20000, MAX_ITERATIONS = 20000000, ROUNDS = 3 };

#ifdef __x86_64__

enum {
    MEMORY_SIZE = 0x10000,
    CODE = 0x1000,
    PML4 = 0x2000, /* top page table; the next two levels follow */
    PDPT = 0x3000,
    PD = 0x4000,
    PAGE_PRESENT_WRITABLE = 3,
    PAGE_2M = 0x80,
};

static const uint64_t cr0_pe_mp_et_ne_wp_pg = 0x80010033, cr4_pae = 0x20, efer_lme_lma = 0x500;

/* 1: dec rcx; jnz 1b; hlt */
static const uint8_t code[] = {0x48, 0xff, 0xc9, 0x75, 0xfb, 0xf4};

/* A virtual machine with one virtual CPU. */
struct loop {
    int vm, cpu;
    uint8_t *memory;
    struct kvm_run *run;
    size_t run_size;
};

static int map_memory(struct loop *loop) {
    loop->memory =
        mmap(NULL, MEMORY_SIZE, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
    if (loop->memory == MAP_FAILED) {
        loop->memory = NULL;
        return -1;
    }
    struct kvm_userspace_memory_region region = {.memory_size = MEMORY_SIZE,
                                                 .userspace_addr = (uintptr_t)loop->memory};
    return ioctl(loop->vm, KVM_SET_USER_MEMORY_REGION, &region);
}

/* The first 2 MiB mapped onto themselves, and the loop. */
static void fill_memory(uint8_t *memory) {
    const struct {
        int table;
        uint64_t entry;
    } tables[] = {{PML4, PDPT | PAGE_PRESENT_WRITABLE},
                  {PDPT, PD | PAGE_PRESENT_WRITABLE},
                  {PD, PAGE_PRESENT_WRITABLE | PAGE_2M}};
    for (size_t i = 0; i < sizeof tables / sizeof tables[0]; i++)
        memcpy(memory + tables[i].table, &tables[i].entry, sizeof tables[i].entry);
    memcpy(memory + CODE, code, sizeof code);
}

static int enter_long_mode(int cpu) {
    struct kvm_sregs sregs;
    if (ioctl(cpu, KVM_GET_SREGS, &sregs) < 0)
        return -1;
    struct kvm_segment segment = {.limit = 0xffffffff, .type = 11, .present = 1, .s = 1, .g = 1};
    segment.l = 1;
    segment.selector = 8;
    sregs.cs = segment;
    segment.type = 3;
    segment.l = 0;
    segment.db = 1;
    segment.selector = 16;
    sregs.ds = sregs.es = sregs.fs = sregs.gs = sregs.ss = segment;
    sregs.cr0 = cr0_pe_mp_et_ne_wp_pg;
    sregs.cr3 = PML4;
    sregs.cr4 = cr4_pae;
    sregs.efer = efer_lme_lma;
    return ioctl(cpu, KVM_SET_SREGS, &sregs);
}

static int make_machine(struct loop *loop, int kvm, struct error *err) {
    loop->vm = ioctl(kvm, KVM_CREATE_VM, 0);
    if (loop->vm < 0)
        return error_errno(err, "KVM cannot make a virtual machine");
    if (map_memory(loop) < 0)
        return error_errno(err, "KVM takes no guest memory");
    loop->cpu = ioctl(loop->vm, KVM_CREATE_VCPU, 0);
    if (loop->cpu < 0)
        return error_errno(err, "KVM cannot make a virtual CPU");
    int size = ioctl(kvm, KVM_GET_VCPU_MMAP_SIZE, 0);
    void *run = size > 0
                    ? mmap(NULL, (size_t)size, PROT_READ | PROT_WRITE, MAP_SHARED, loop->cpu, 0)
                    : MAP_FAILED;
    if (run == MAP_FAILED)
        return error_errno(err, "KVM shows no virtual CPU state");
    loop->run = run;
    loop->run_size = (size_t)size;
    fill_memory(loop->memory);
    if (enter_long_mode(loop->cpu) < 0)
        return error_errno(err, "KVM refuses 64-bit mode");
    return 0;
}

static void close_loop(struct loop *loop) {
    if (loop->run)
        munmap(loop->run, loop->run_size);
    if (loop->cpu >= 0)
        close(loop->cpu);
    if (loop->vm >= 0)
        close(loop->vm);
    if (loop->memory)
        munmap(loop->memory, MEMORY_SIZE);
    free(loop);
}

/* Around an open /dev/kvm. NULL with an error where a step of it fails. */
static struct loop *open_loop(int kvm, struct error *err) {
    struct loop *loop = calloc(1, sizeof *loop);
    if (!loop)
        return error_null(error_failed(err, "out of memory"));
    loop->vm = loop->cpu = -1;
    if (make_machine(loop, kvm, err) == 0)
        return loop;
    close_loop(loop);
    return NULL;
}

/* Seconds that the loop takes in the guest, in 64-bit mode at privilege level 0; negative with an
 * error where the guest does not end as it should. */
static double loop_guest(struct loop *loop, uint64_t iterations, struct error *err) {
    struct kvm_regs regs = {.rip = CODE, .rcx = iterations, .rflags = 2};
    if (ioctl(loop->cpu, KVM_SET_REGS, &regs) < 0)
        return error_errno(err, "KVM takes no registers");
    double start = clock_now();
    int status;
    do
        status = ioctl(loop->cpu, KVM_RUN, 0);
    while (status < 0 && errno == EINTR);
    double seconds = clock_now() - start;
    if (status < 0)
        return error_errno(err, "KVM_RUN");
    if (loop->run->exit_reason != KVM_EXIT_HLT)
        return error_failed(err, "a KVM guest ends for reason %u instead of its halt",
                            loop->run->exit_reason);
    if (ioctl(loop->cpu, KVM_GET_REGS, &regs) < 0 || regs.rcx != 0)
        return error_failed(err, "a KVM guest halts before its loop is through");
    return seconds;
}

/* The same loop here. */
static double loop_here(uint64_t iterations) {
    double start = clock_now();
    __asm__ volatile("1: dec %0; jnz 1b" : "+r"(iterations)::"cc");
    return clock_now() - start;
}

/* The best of a few rounds on either side: what disturbs a round only ever makes it slower. */
static double measure(struct loop *loop, uint64_t iterations, struct error *err) {
    double guest = INFINITY, here = INFINITY;
    for (int round = 0; round < ROUNDS; round++) {
        double seconds = loop_guest(loop, iterations, err);
        if (seconds < 0)
            return -1;
        guest = fmin(guest, seconds);
        here = fmin(here, loop_here(iterations));
    }
    if (guest < LONG_ENOUGH_S && iterations < MAX_ITERATIONS)
        return measure(loop, iterations * 10, err);
    return guest / here;
}

static void probe_loop(struct accel_probe *probe, int kvm) {
    struct error err = {0};
    struct loop *loop = open_loop(kvm, &err);
    double slowdown = loop ? measure(loop, FIRST_ITERATIONS, &err) : -1;
    if (loop)
        close_loop(loop);
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
    if (strcmp(wish, "kvm") == 0)
        return error_null(error_unavailable(err, "--accel kvm: %s", probe.why));
    snprintf(why, 256, "%s", probe.why);
    return "tcg";
}
