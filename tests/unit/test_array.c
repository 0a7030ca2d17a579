/* test_array.c - arrays and commands grow as they are filled, far beyond what any had room for. */
#include "base/argv.h"
#include "base/array.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

enum { MANY = 1000 };

static void elements_stay_and_new_ones_are_zero(void **state) {
    (void)state;
    struct pair {
        size_t number;
        char *text;
    } *pair = NULL;
    size_t count = 0;
    for (size_t i = 0; i < MANY; i++) {
        struct pair *added = array_add(pair, count);
        assert_non_null(added);
        assert_ptr_equal(added, &pair[i]);
        assert_int_equal(added->number, 0);
        assert_null(added->text);
        added->number = i;
        assert_int_equal(count, i + 1);
    }
    for (size_t i = 0; i < MANY; i++)
        assert_int_equal(pair[i].number, i);
    free(pair);
}

static void what_was_taken_away_leaves_room(void **state) {
    (void)state;
    int *number = NULL;
    size_t count = 0;
    for (int i = 0; i < 9; i++)
        *array_add(number, count) = i;
    count = 7;
    for (int i = 0; i < 20; i++)
        *array_add(number, count) = i;
    assert_int_equal(count, 27);
    assert_int_equal(number[6], 6);
    assert_int_equal(number[7], 0);
    assert_int_equal(number[26], 19);
    free(number);
}

static void a_command_has_as_many_words_as_it_is_given(void **state) {
    (void)state;
    struct argv argv = {0}, more = {0};
    argv_add_words(&argv, "docker", "100%", "");
    for (int i = 0; i < MANY; i++)
        argv_add(&more, "--set=%d", i);
    argv_join(&argv, &more);
    assert_int_equal(argv_check(&argv, NULL), 0);
    assert_int_equal(argv.count, 3 + MANY);
    assert_string_equal(argv_words(&argv)[1], "100%");
    assert_string_equal(argv.word[3 + MANY - 1], "--set=999");
    assert_null(argv.word[3 + MANY]);
    argv_free(argv.word);
    argv_free(more.word);
}

static void short_of_memory_is_said_at_the_end(void **state) {
    (void)state;
    struct error err = {.text = ""};
    struct argv argv = {0}, lost = {.is_short = true};
    argv_add(&argv, "kept?");
    argv_join(&argv, &lost);
    argv_add(&argv, "too late");
    assert_null(argv.word);
    assert_int_equal(argv.count, 0);
    assert_int_equal(argv_check(&argv, &err), -1);
    assert_string_equal(err.text, "out of memory");
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(elements_stay_and_new_ones_are_zero),
        cmocka_unit_test(what_was_taken_away_leaves_room),
        cmocka_unit_test(a_command_has_as_many_words_as_it_is_given),
        cmocka_unit_test(short_of_memory_is_said_at_the_end),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
