/* test_cpulist.c - CPU lists in the kernel's notation. */
#include "common/cpu_set.h"
#include "common/cpulist.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>

#include <cmocka.h>

static void lists_survive_a_round_trip(void **state) {
    (void)state;
    static const struct {
        const char *text;
        int count;
        const char *printed;
    } cases[] = {
        {"", 0, ""},
        {"0", 1, "0"},
        {"0-3,8,10-12", 8, "0-3,8,10-12"},
        {"3,2,1", 3, "1-3"},
        {"0-7,16-23", 16, "0-7,16-23"},
        {"5,5,5-5", 1, "5"},
        {"1022-1025", 4, "1022-1025"},
        {"0-4095", 4096, "0-4095"},
        {"8191", 1, "8191"},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        struct cpu_set set;
        char text[64];
        assert_int_equal(cpulist_parse(cases[i].text, &set, NULL), 0);
        assert_int_equal(cpu_set_count(&set), cases[i].count);
        assert_string_equal(cpulist_format(&set, text, sizeof text), cases[i].printed);
    }
}

static void malformed_lists_are_refused(void **state) {
    (void)state;
    static const char *const cases[] = {"a",    "1,",   ",1", "3-1", "-1",  "1-",
                                        "1--2", "8192", " 1", "1 ",  "1;2", "99999999999999999999"};
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        struct cpu_set set;
        struct error err = {0};
        assert_int_equal(cpulist_parse(cases[i], &set, &err), -1);
        assert_int_equal(err.status, STATUS_USAGE);
    }
}

static void members_are_counted_from_zero(void **state) {
    (void)state;
    struct cpu_set set;
    assert_int_equal(cpulist_parse("2,5-6", &set, NULL), 0);
    assert_int_equal(cpulist_nth(&set, 0), 2);
    assert_int_equal(cpulist_nth(&set, 2), 6);
    assert_int_equal(cpulist_nth(&set, 3), -1);
}

/* A machine of 4096 CPUs, half of which are offline. */
static void the_longest_list_fits(void **state) {
    (void)state;
    struct cpu_set set, again;
    char text[CPULIST_TEXT];
    cpu_set_clear(&set);
    for (int cpu = 0; cpu < CPU_SET_MAX; cpu += 2)
        cpu_set_add(cpu, &set);
    assert_int_equal(cpulist_parse(cpulist_format(&set, text, sizeof text), &again, NULL), 0);
    assert_true(cpu_set_equal(&set, &again));
    assert_int_equal(cpu_set_count(&again), CPU_SET_MAX / 2);
}

static void numbers_outside_are_in_no_set(void **state) {
    (void)state;
    struct cpu_set set = {0};
    cpu_set_add(-1, &set);
    cpu_set_add(CPU_SET_MAX, &set);
    assert_int_equal(cpu_set_count(&set), 0);
    assert_false(cpu_set_has(-1, &set) || cpu_set_has(CPU_SET_MAX, &set));
}

static void a_short_buffer_is_not_overrun(void **state) {
    (void)state;
    struct cpu_set set;
    char text[6] = "xxxxx";
    assert_int_equal(cpulist_parse("0,2,4,6,8,10", &set, NULL), 0);
    assert_string_equal(cpulist_format(&set, text, sizeof text), "0,2,4");
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(lists_survive_a_round_trip),
        cmocka_unit_test(malformed_lists_are_refused),
        cmocka_unit_test(members_are_counted_from_zero),
        cmocka_unit_test(the_longest_list_fits),
        cmocka_unit_test(numbers_outside_are_in_no_set),
        cmocka_unit_test(a_short_buffer_is_not_overrun),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
