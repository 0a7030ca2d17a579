/* test_closest.c - the nearest valid name, and words out of a list. */
#include "common/choice.h"
#include "common/closest.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

static const char *const words[] = {"temporal", "nontemporal", "auto", NULL};

static void the_nearest_is_found(void **state) {
    (void)state;
    assert_string_equal(closest("tempral", words, 3), "temporal");         /* one left out */
    assert_string_equal(closest("nontemporall", words, 3), "nontemporal"); /* one too many */
    assert_string_equal(closest("auot", words, 3), "auto");                /* two swapped */
    assert_string_equal(closest("zzzz", words, 3), "auto");                /* always one */
    assert_string_equal(closest("", words, 3), "auto");
}

static void a_swap_costs_one(void **state) {
    (void)state;
    /* One transposition, though two substitutions; on a tie the first. */
    static const char *const candidates[] = {"cd", "ba"};
    assert_string_equal(closest("ab", candidates, 2), "ba");
    static const char *const tied[] = {"aX", "ba"};
    assert_string_equal(closest("ab", tied, 2), "aX");
}

static void no_candidates_give_nothing(void **state) {
    (void)state;
    assert_null(closest("x", words, 0));
}

static void very_long_names_are_safe(void **state) {
    (void)state;
    char name[1000];
    memset(name, 'a', sizeof name - 1);
    name[sizeof name - 1] = '\0';
    assert_non_null(closest(name, words, 3));
}

static void words_are_chosen(void **state) {
    (void)state;
    struct error err = {0};
    assert_int_equal(choice_parse("auto", "kind", words, &err), 2);
    assert_int_equal(choice_parse("atuo", "kind", words, &err), -1);
    assert_int_equal(err.status, STATUS_USAGE);
    assert_string_equal(err.text, "unknown kind 'atuo' (closest: auto)");
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_nearest_is_found),       cmocka_unit_test(a_swap_costs_one),
        cmocka_unit_test(no_candidates_give_nothing), cmocka_unit_test(very_long_names_are_safe),
        cmocka_unit_test(words_are_chosen),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
