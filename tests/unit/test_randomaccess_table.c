/* test_randomaccess_table.c - sizes of the table that are refused, chosen and mapped. */
#include "common/cpu_set.h"
#include "randomaccess/table.h"

#include <setjmp.h>
#include <stdarg.h>
#include <string.h>

#include <cmocka.h>

#include "team.h"

static const struct numa_policy local = {0};

static void powers_of_two_are_taken(void **state) {
    (void)state;
    uint64_t bytes = 0;
    assert_int_equal(table_size_parse("64", &bytes, NULL), 0);
    assert_int_equal(bytes, 64);
    assert_int_equal(table_size_parse("64G", &bytes, NULL), 0);
    assert_true(bytes == UINT64_C(64) << 30);
}

static void refused(const char *text, const char *message) {
    uint64_t bytes;
    struct error err = {0};
    assert_int_equal(table_size_parse(text, &bytes, &err), -1);
    assert_int_equal(err.status, STATUS_USAGE);
    if (!strstr(err.text, message))
        fail_msg("'%s' does not say '%s'", err.text, message);
}

static void others_are_refused_with_the_nearest(void **state) {
    (void)state;
    refused("3G", "size '3G': not a power of two; the nearest are 2G and 4G");
    refused("1000000", "the nearest are 512k and 1M");
    refused("65", "the nearest are 64 and 128");
    refused("0", "the nearest is 64");
    refused("63", "the nearest is 64");
    refused("9000000T", "not a power of two up to 1048576T");
    refused("x", "size 'x'");
}

static void the_default_is_the_largest_within_half(void **state) {
    (void)state;
    uint64_t bytes = 0;
    assert_int_equal(table_default_bytes(HUGEPAGES_THP, 64 << 20, &bytes, NULL), 0);
    assert_int_equal(bytes, 32 << 20);
    assert_int_equal(table_default_bytes(HUGEPAGES_NONE, (64 << 20) - 1, &bytes, NULL), 0);
    assert_int_equal(bytes, 16 << 20);
    assert_int_equal(table_default_bytes(HUGEPAGES_THP, 1 << 20, &bytes, NULL), -1);
}

static void too_large_a_table_names_the_largest(void **state) {
    (void)state;
    struct error err = {0};
    assert_int_equal(table_fits(64 << 20, HUGEPAGES_NONE, 64 << 20, &err), 0);
    assert_int_equal(table_fits(64 << 20, HUGEPAGES_NONE, 50 << 20, &err), -1);
    assert_int_equal(err.status, STATUS_USAGE);
    assert_non_null(strstr(err.text, "the largest table that fits is 32M"));
    assert_int_equal(table_fits(UINT64_C(1) << 60, HUGEPAGES_THP, 0, &err), -1);
    assert_int_equal(err.status, STATUS_UNAVAILABLE);
    assert_non_null(strstr(err.text, "the largest table that fits is "));
}

static uint64_t power_within(uint64_t room) {
    return UINT64_C(1) << (63 - __builtin_clzll(room));
}

/* Others take and give memory meanwhile: what is free before and after must have the same power of
 * two within. */
static void the_largest_table_is_within_free_memory(void **state) {
    (void)state;
    for (int tries = 0; tries < 100; tries++) {
        uint64_t room = memory_room(HUGEPAGES_THP, 0);
        assert_true(room < UINT64_MAX);
        uint64_t largest = power_within(room);
        int fits = table_fits(largest, HUGEPAGES_THP, 0, NULL);
        int twice = table_fits(2 * largest, HUGEPAGES_THP, 0, NULL);
        if (power_within(memory_room(HUGEPAGES_THP, 0)) != largest)
            continue;
        assert_int_equal(fits, 0);
        assert_int_equal(twice, -1);
        return;
    }
    fail_msg("free memory never stands still");
}

static void filling_covers_every_word(void **state) {
    (void)state;
    for (unsigned threads = 1; threads <= 9; threads += 4) {
        for (uint64_t bytes = 64; bytes <= 8 << 20; bytes *= 32) {
            struct table table;
            struct team team = team_of(threads);
            assert_int_equal(table_map(&table, bytes, HUGEPAGES_NONE, &local, NULL), 0);
            assert_int_equal(table_wrong_words(&table, &team, NULL), table.words - 1);
            assert_int_equal(table_fill(&table, &team, NULL), 0);
            assert_int_equal(table_wrong_words(&table, &team, NULL), 0);
            for (uint64_t i = 0; i < table.words; i++)
                assert_true(table.word[i] == i);
            table.word[table.words - 1]++;
            assert_int_equal(table_wrong_words(&table, &team, NULL), 1);
            table_unmap(&table);
        }
    }
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(powers_of_two_are_taken),
        cmocka_unit_test(others_are_refused_with_the_nearest),
        cmocka_unit_test(the_default_is_the_largest_within_half),
        cmocka_unit_test(too_large_a_table_names_the_largest),
        cmocka_unit_test(the_largest_table_is_within_free_memory),
        cmocka_unit_test(filling_covers_every_word),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
