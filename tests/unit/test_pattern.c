/* test_pattern.c - data that knows where it belongs: any wrong bit shows, and where. */
#include "common/pattern.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <string.h>

#include <cmocka.h>

enum { BYTES = 8 * PATTERN_BYTES, OFFSET = 1 << 20, SEED = 5, GENERATION = 3 };

static char data[BYTES];

static void fill(void) {
    pattern_fill(data, BYTES, OFFSET, SEED, GENERATION);
}

static int check(uint64_t offset, uint64_t seed, uint64_t generation, struct error *err) {
    return pattern_check(data, BYTES, offset, seed, generation, err);
}

/* The check fails, and its message has both texts. */
static void assert_wrong(uint64_t offset, uint64_t seed, uint64_t generation, const char *where,
                         const char *what) {
    struct error err = {0};
    assert_int_equal(check(offset, seed, generation, &err), -1);
    assert_int_equal(err.status, STATUS_FAILED);
    assert_non_null(strstr(err.text, where));
    assert_non_null(strstr(err.text, what));
}

static void what_was_filled_is_right(void **state) {
    (void)state;
    fill();
    assert_int_equal(check(OFFSET, SEED, GENERATION, NULL), 0);
    assert_int_equal(check(OFFSET, SEED, PATTERN_ANY, NULL), 0);
}

static void every_flipped_byte_is_caught(void **state) {
    (void)state;
    fill();
    for (size_t i = 0; i < BYTES; i++) {
        char good = data[i];
        data[i] = (char)(good ^ (1 << i % 8));
        assert_int_equal(check(OFFSET, SEED, GENERATION, NULL), -1);
        assert_int_equal(check(OFFSET, SEED, PATTERN_ANY, NULL), -1);
        data[i] = good;
    }
    assert_int_equal(check(OFFSET, SEED, GENERATION, NULL), 0);
}

static void the_offset_is_named(void **state) {
    (void)state;
    fill();
    data[3 * PATTERN_BYTES + 100] ^= 1;
    assert_wrong(OFFSET, SEED, GENERATION, "offset 1050112: ", "checksum is wrong");
}

static void misplaced_and_foreign_data_are_told_apart(void **state) {
    (void)state;
    fill();
    assert_wrong(OFFSET + 4096, SEED, GENERATION, "offset 1052672: ", "the data of offset 1048576");
    assert_wrong(OFFSET, SEED + 1, GENERATION, "offset 1048576: ", "written with --seed=5");
    assert_wrong(OFFSET, SEED, GENERATION + 1, "offset 1048576: ", "generation 3 instead of 4");
    memset(data, 0, BYTES);
    assert_wrong(OFFSET, SEED, PATTERN_ANY, "offset 1048576: ", "no pattern");
}

static void torn_writes_are_caught(void **state) {
    (void)state;
    fill();
    pattern_fill(data + BYTES / 2, BYTES / 2, OFFSET + BYTES / 2, SEED, GENERATION + 1);
    assert_wrong(OFFSET, SEED, PATTERN_ANY, "offset 1050624: ", "generation 4 instead of 3");
}

/* Equal units, or units of equal bytes, would let a device do less. */
static void units_differ(void **state) {
    (void)state;
    fill();
    for (int a = 0; a < BYTES / PATTERN_BYTES; a++)
        for (int b = 0; b < a; b++)
            assert_memory_not_equal(data + a * PATTERN_BYTES + 40, data + b * PATTERN_BYTES + 40,
                                    PATTERN_BYTES - 40);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(what_was_filled_is_right),
        cmocka_unit_test(every_flipped_byte_is_caught),
        cmocka_unit_test(the_offset_is_named),
        cmocka_unit_test(misplaced_and_foreign_data_are_told_apart),
        cmocka_unit_test(torn_writes_are_caught),
        cmocka_unit_test(units_differ),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
