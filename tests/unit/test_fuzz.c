/* test_fuzz.c - a short run of every fuzz target, always the same: each seed as it is, cut at every
 * length, and with bytes changed. `make fuzz` searches for more. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>

#include <cmocka.h>

#define LLVMFuzzerTestOneInput fuzz_address
#include "../fuzz/address.c"
#undef LLVMFuzzerTestOneInput
#define LLVMFuzzerTestOneInput fuzz_answers
#include "../fuzz/answers.c"
#undef LLVMFuzzerTestOneInput
#define LLVMFuzzerTestOneInput fuzz_datagram
#include "../fuzz/datagram.c"
#undef LLVMFuzzerTestOneInput
#define LLVMFuzzerTestOneInput fuzz_message
#include "../fuzz/message.c"
#undef LLVMFuzzerTestOneInput
#define LLVMFuzzerTestOneInput fuzz_preamble
#include "../fuzz/preamble.c"
#undef LLVMFuzzerTestOneInput

enum { CHANGES = 4000, INPUT_MAX = 1024 };

static uint32_t next_random(uint64_t *state) {
    *state = *state * UINT64_C(6364136223846793005) + UINT64_C(1442695040888963407);
    return (uint32_t)(*state >> 33);
}

/* A copy at the very end of its memory, so that the sanitizer sees a read beyond it. */
static void feed(int (*target)(const uint8_t *, size_t), const uint8_t *bytes, size_t size) {
    uint8_t *copy = malloc(size > 0 ? size : 1);
    assert_non_null(copy);
    memcpy(copy, bytes, size);
    target(copy, size);
    free(copy);
}

static void torment(const char *name, int (*target)(const uint8_t *, size_t)) {
    char path[128];
    uint64_t state = 1;
    int seeds = 0;
    for (;; seeds++) {
        uint8_t seed[INPUT_MAX], changed[INPUT_MAX];
        snprintf(path, sizeof path, "tests/fuzz/seeds/%s/%d", name, seeds);
        FILE *file = fopen(path, "rb");
        if (!file)
            break;
        size_t size = fread(seed, 1, sizeof seed, file);
        fclose(file);
        for (size_t cut = 0; cut <= size; cut++)
            feed(target, seed, cut);
        for (int i = 0; i < CHANGES && size > 0; i++) {
            memcpy(changed, seed, size);
            for (uint32_t n = next_random(&state) % 4 + 1; n > 0; n--)
                changed[next_random(&state) % size] = (uint8_t)next_random(&state);
            feed(target, changed, size);
        }
    }
    assert_true(seeds > 0);
}

static void no_input_breaks_addresses(void **state) {
    (void)state;
    torment("address", fuzz_address);
}

static void no_input_breaks_answers(void **state) {
    (void)state;
    torment("answers", fuzz_answers);
}

static void no_input_breaks_datagrams(void **state) {
    (void)state;
    torment("datagram", fuzz_datagram);
}

static void no_input_breaks_messages(void **state) {
    (void)state;
    torment("message", fuzz_message);
}

static void no_input_breaks_preambles(void **state) {
    (void)state;
    torment("preamble", fuzz_preamble);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(no_input_breaks_addresses), cmocka_unit_test(no_input_breaks_answers),
        cmocka_unit_test(no_input_breaks_datagrams), cmocka_unit_test(no_input_breaks_messages),
        cmocka_unit_test(no_input_breaks_preambles),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
