/* test_lfsr.c - the random sequence and its jump-ahead, against values derived independently: by
 * stepping a bit at a time and by powers of the companion matrix of x^64 + x^2 + x + 1. */
#include "randomaccess/lfsr.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stddef.h>
#include <string.h>

#include <cmocka.h>

/* Row i says which bits of a value make bit i of the next one. */
struct matrix {
    uint64_t row[64];
};

/* From the definition: times x moves every bit up, and x^64 = x^2 + x + 1. */
static struct matrix companion(void) {
    struct matrix m = {{0}};
    for (int i = 1; i < 64; i++)
        m.row[i] = UINT64_C(1) << (i - 1);
    for (int i = 0; i <= 2; i++)
        m.row[i] |= UINT64_C(1) << 63;
    return m;
}

static uint64_t times_vector(const struct matrix *m, uint64_t value) {
    uint64_t product = 0;
    for (int i = 0; i < 64; i++)
        product |= (uint64_t)__builtin_parityll(m->row[i] & value) << i;
    return product;
}

static struct matrix times(const struct matrix *a, const struct matrix *b) {
    struct matrix product = {{0}};
    for (int i = 0; i < 64; i++) {
        for (int k = 0; k < 64; k++) {
            if (a->row[i] >> k & 1)
                product.row[i] ^= b->row[k];
        }
    }
    return product;
}

static uint64_t by_matrix(uint64_t position) {
    struct matrix power = companion();
    uint64_t value = 1;
    for (; position > 0; position >>= 1) {
        if (position & 1)
            value = times_vector(&power, value);
        power = times(&power, &power);
    }
    return value;
}

static void the_feedback_is_that_of_the_polynomial(void **state) {
    (void)state;
    assert_int_equal(lfsr_next(1), 2);
    assert_int_equal(lfsr_next(UINT64_C(1) << 63), 7);
    assert_int_equal(lfsr_next(UINT64_C(1) << 63 | 1), 5);
}

/* (x^2 + x + 1)^2 = x^4 + x^2 + 1 over GF(2), by hand. */
static void small_powers_are_known(void **state) {
    (void)state;
    assert_int_equal(lfsr_at(0), 1);
    assert_int_equal(lfsr_at(1), 2);
    assert_true(lfsr_at(63) == UINT64_C(1) << 63);
    assert_int_equal(lfsr_at(64), 0x7);
    assert_int_equal(lfsr_at(65), 0xe);
    assert_int_equal(lfsr_at(128), 0x15);
    assert_int_equal(lfsr_at(256), 0x111);
}

static void jumping_equals_stepping(void **state) {
    (void)state;
    struct matrix step = companion();
    uint64_t value = 1, by_definition = 1;
    for (uint64_t position = 0; position < 5000; position++) {
        assert_true(lfsr_at(position) == value);
        assert_true(by_definition == value);
        value = lfsr_next(value);
        by_definition = times_vector(&step, by_definition);
    }
}

static void jumping_equals_matrix_powers(void **state) {
    (void)state;
    uint64_t position = 1;
    for (int i = 0; i < 40; i++) {
        position = position * UINT64_C(6364136223846793005) + UINT64_C(1442695040888963407);
        assert_true(lfsr_at(position) == by_matrix(position));
    }
    assert_true(lfsr_at(UINT64_MAX) == by_matrix(UINT64_MAX));
}

/* The period that HPCC documents, and none of its divisors by a prime factor. */
static void the_period_is_the_documented_one(void **state) {
    (void)state;
    static const uint64_t factors[] = {7, 73, 127, 337, 92737, 649657};
    uint64_t product = 1;
    assert_true(by_matrix(LFSR_PERIOD) == 1);
    assert_true(lfsr_at(LFSR_PERIOD + 64) == 7);
    for (size_t i = 0; i < sizeof factors / sizeof *factors; i++) {
        product *= factors[i];
        assert_true(lfsr_at(LFSR_PERIOD / factors[i]) != 1);
    }
    assert_true(product == LFSR_PERIOD);
}

static void parts_follow_one_another(void **state) {
    (void)state;
    static const struct stretch wholes[] = {
        {0, 0}, {5, 1}, {7, 1000}, {1, 4096}, {UINT64_C(1) << 59, (UINT64_C(1) << 60) - 1}};
    for (size_t i = 0; i < sizeof wholes / sizeof *wholes; i++) {
        for (unsigned parts = 1; parts <= 1024; parts = 3 * parts + 1) {
            uint64_t next = wholes[i].first, least = UINT64_MAX, most = 0;
            for (unsigned n = 0; n < parts; n++) {
                struct stretch part = stretch_part(wholes[i], parts, n);
                assert_true(part.first == next);
                next += part.count;
                least = part.count < least ? part.count : least;
                most = part.count > most ? part.count : most;
            }
            assert_true(next == wholes[i].first + wholes[i].count);
            assert_true(most - least <= 1);
        }
    }
}

static void a_stream_begins_before_its_first_value(void **state) {
    (void)state;
    struct stream stream = stream_of((struct stretch){.first = 63, .count = 9});
    assert_int_equal(stream.count, 9);
    assert_int_equal(lfsr_next(stream.value), 7);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_feedback_is_that_of_the_polynomial),
        cmocka_unit_test(small_powers_are_known),
        cmocka_unit_test(jumping_equals_stepping),
        cmocka_unit_test(jumping_equals_matrix_powers),
        cmocka_unit_test(the_period_is_the_documented_one),
        cmocka_unit_test(parts_follow_one_another),
        cmocka_unit_test(a_stream_begins_before_its_first_value),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
