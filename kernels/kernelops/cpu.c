/* cpu.c - what the system charges without being called: vector registers that it saves and restores
 * in a switch, and speculation that it forbids (a seccomp filter did so by default before Linux
 * 5.16). */
#include "kernelops/operation.h"

#include "harness/isa.h"
#include "kernelops/rally.h"

#include <stddef.h>
#include <stdlib.h>

#ifdef __x86_64__
/* In one piece, since between two pieces a compiler may use the registers. The two calls of a pair
 * lie between the load and what is read back; afterwards the registers are as a program leaves them
 * that uses none, so that other operations do not switch with more. */
#define CALL(i)                                                                                    \
    "mov %c[call]+8*" #i "(%[pair]), %%rax\n"                                                      \
    "mov %c[fd]+8*" #i "(%[pair]), %%rdi\n"                                                        \
    "lea %c[token](%[pair]), %%rsi\n"                                                              \
    "mov $8, %%edx\n"                                                                              \
    "syscall\n"                                                                                    \
    "mov %%rax, %c[result]+8*" #i "(%[pair])\n"
#define AROUND_CALLS(load, store)                                                                  \
    __asm__ volatile(load CALL(0) "cmp $8, %%rax\n jne 1f\n" CALL(1) "1:\n" store                  \
                     :                                                                             \
                     : [pair] "r"(pair), [from] "r"(from), [to] "r"(to),                           \
                       [call] "i"(offsetof(struct rally_pair, call)),                              \
                       [fd] "i"(offsetof(struct rally_pair, fd)),                                  \
                       [token] "i"(offsetof(struct rally_pair, token)),                            \
                       [result] "i"(offsetof(struct rally_pair, result))                           \
                     : "rax", "rcx", "rdx", "rsi", "rdi", "r11", "memory", "xmm0", "xmm1", "xmm2", \
                       "xmm3", "xmm4", "xmm5", "xmm6", "xmm7", "xmm8", "xmm9", "xmm10", "xmm11",   \
                       "xmm12", "xmm13", "xmm14", "xmm15")

enum { WORDS = 16 };

/* Different for each token, and on the two sides, whose descriptors differ. */
static void prepare(uint64_t *word, struct rally_pair *pair) {
    pair->result[0] = pair->result[1] = 0;
    for (int i = 0; i < WORDS; i++)
        word[i] = UINT64_C(0x9e3779b97f4a7c15) * (pair->token + (uint64_t)pair->fd[0] * 1000 + i);
}

static bool same(const uint64_t *a, const uint64_t *b, int count) {
    int i = 0;
    while (i < count && a[i] == b[i])
        i++;
    return i == count;
}

static bool pass_avx2(struct rally_pair *pair) {
    uint64_t from[WORDS], to[WORDS] = {0};
    prepare(from, pair);
    AROUND_CALLS("vmovdqu (%[from]), %%ymm0\n vmovdqu 32(%[from]), %%ymm15\n",
                 "vmovdqu %%ymm0, (%[to])\n vmovdqu %%ymm15, 32(%[to])\n vzeroall\n");
    return same(from, to, 8);
}

static bool pass_avx512(struct rally_pair *pair) {
    uint64_t from[WORDS], to[WORDS] = {0};
    prepare(from, pair);
    AROUND_CALLS("vmovdqu64 (%[from]), %%zmm0\n vmovdqu64 64(%[from]), %%zmm31\n",
                 "vmovdqu64 %%zmm0, (%[to])\n vmovdqu64 %%zmm31, 64(%[to])\n"
                 "vpxorq %%zmm31, %%zmm31, %%zmm31\n vzeroall\n");
    return same(from, to, 16);
}
#else
static bool pass_avx2(struct rally_pair *pair) {
    return rally_plain(pair);
}

static bool pass_avx512(struct rally_pair *pair) {
    return rally_plain(pair);
}
#endif

static const char *lacks_avx2(const struct place *place) {
    (void)place;
    return isa_supported(ISA_AVX2) ? NULL : "AVX2: this CPU or system has none";
}

static const char *lacks_avx512(const struct place *place) {
    (void)place;
    return isa_supported(ISA_AVX512) ? NULL : "AVX-512: this CPU or system has none";
}

static int set_up_avx2(const struct place *place, void **state, struct error *err) {
    static const struct rally_kind kind = {"a pipe, with AVX2 state", rally_pipes, pass_avx2, 0};
    return rally_start(&kind, place, state, err);
}

static int set_up_avx512(const struct place *place, void **state, struct error *err) {
    static const struct rally_kind kind = {"a pipe, with AVX-512 state", rally_pipes, pass_avx512,
                                           0};
    return rally_start(&kind, place, state, err);
}

static uint64_t add_1(uint64_t value) {
    return value + 1;
}

static uint64_t add_3(uint64_t value) {
    return value + 3;
}

static uint64_t add_5(uint64_t value) {
    return value + 5;
}

static uint64_t add_7(uint64_t value) {
    return value + 7;
}

enum { TARGETS = 4, ALL_TARGETS_ADD = 1 + 3 + 5 + 7 };

static int run_branches(void *state, unsigned times, struct error *err) {
    (void)state;
    static uint64_t (*const volatile target[TARGETS])(uint64_t) = {add_1, add_3, add_5, add_7};
    uint64_t value = 0, expected = (uint64_t)times / TARGETS * ALL_TARGETS_ADD;
    for (unsigned i = 0; i < times / TARGETS * TARGETS; i++)
        value = target[i % TARGETS](value);
    return value == expected ? 0 : error_failed(err, "indirect branches: some were not taken");
}

/* Where a store goes is known some cycles after where the load behind it comes from. A CPU that may
 * not speculate on the two being apart has to wait. */
enum { SLOTS = 64, STEP = 27, SCATTER = 37 };

struct chain {
    volatile uint32_t next[SLOTS]; /* one circle through all */
    volatile uint64_t value[SLOTS];
};

static int set_up_stores(const struct place *place, void **state, struct error *err) {
    (void)place;
    struct chain *chain = calloc(1, sizeof *chain);
    if (!chain)
        return error_errno(err, "a chain");
    for (uint32_t i = 0; i < SLOTS; i++)
        chain->next[i] = (i + STEP) % SLOTS;
    *state = chain;
    return 0;
}

static int run_stores(void *state, unsigned times, struct error *err) {
    struct chain *chain = state;
    uint32_t slot = 0;
    uint64_t count = 0;
    for (unsigned i = 0; i < times; i++) {
        volatile uint64_t *value = &chain->value[slot * SCATTER % SLOTS];
        *value = count;
        slot = chain->next[slot];
        count = *value + 1;
    }
    return count == times && slot == (uint64_t)times * STEP % SLOTS
               ? 0
               : error_failed(err, "stores: a load did not see the store before it");
}

const struct operation operations_cpu[] = {
    {.name = "avx2-switch",
     .about = "pipe-1cpu with AVX2 registers in use on both sides",
     .times = 20,
     .lacks = lacks_avx2,
     .set_up = set_up_avx2,
     .run = rally_run,
     .tear_down = rally_end},
    {.name = "avx512-switch",
     .about = "pipe-1cpu with AVX-512 registers in use on both sides",
     .times = 20,
     .lacks = lacks_avx512,
     .set_up = set_up_avx512,
     .run = rally_run,
     .tear_down = rally_end},
    {.name = "indirect-branch",
     .about = "a call through a pointer, to one of four functions in turn",
     .times = 20000,
     .run = run_branches},
    {.name = "store-forward",
     .about = "a store, and a load of the same word, where the address is known late",
     .times = 10000,
     .set_up = set_up_stores,
     .run = run_stores,
     .tear_down = free},
    {0},
};
