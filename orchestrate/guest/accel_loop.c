/* accel_loop.c - a 64-bit guest of three instructions, through the KVM API.
 *
 * Control register and segment bits: Intel SDM volume 3, chapters 2.5, 3.4 and 4.5. */
#include "accel_loop.h"

#include "common/clock.h"

#include <errno.h>
#include <fcntl.h>
#include <linux/kvm.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/mman.h>
#include <unistd.h>

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

struct accel_loop {
    int vm, cpu;
    uint8_t *memory;
    struct kvm_run *run;
    size_t run_size;
};

static int map_memory(struct accel_loop *loop) {
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

static int make_machine(struct accel_loop *loop, int kvm, struct error *err) {
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

struct accel_loop *accel_loop_open(int kvm, struct error *err) {
    struct accel_loop *loop = calloc(1, sizeof *loop);
    if (!loop) {
        error_failed(err, "out of memory");
        return NULL;
    }
    loop->vm = loop->cpu = -1;
    if (make_machine(loop, kvm, err) == 0)
        return loop;
    accel_loop_close(loop);
    return NULL;
}

void accel_loop_close(struct accel_loop *loop) {
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

double accel_loop_guest(struct accel_loop *loop, uint64_t iterations, struct error *err) {
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

double accel_loop_here(uint64_t iterations) {
    double start = clock_now();
    __asm__ volatile("1: dec %0; jnz 1b" : "+r"(iterations)::"cc");
    return clock_now() - start;
}

#endif
