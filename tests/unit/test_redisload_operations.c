/* test_redisload_operations.c - requests that follow from a seed, the store that they must leave,
 * and when an open loop's are due. */
#include "redisload/arrivals.h"
#include "redisload/commands.h"
#include "redisload/expected.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "near.h"

static struct redisload_options options(void) {
    return (struct redisload_options){.clients = 3,
                                      .pipeline = 1,
                                      .mix = {1, 3},
                                      .keys = 50,
                                      .key_size = 4,
                                      .value_size = 30,
                                      .seed = 7};
}

static void keys_belong_to_one_client(void **state) {
    (void)state;
    struct redisload_options o = options();
    struct operations operations = operations_of(&o);
    int owner[50], seen = 0;
    memset(owner, -1, sizeof owner);
    for (unsigned client = 0; client < o.clients; client++) {
        for (uint64_t number = 0; number < 2000; number++) {
            struct operation operation = operation_at(&operations, client, number);
            assert_true(operation.key < o.keys);
            seen += owner[operation.key] < 0;
            assert_true(owner[operation.key] < 0 || owner[operation.key] == (int)client);
            owner[operation.key] = (int)client;
        }
    }
    assert_int_equal(seen, 50); /* none is left out */
}

static void the_mix_is_kept(void **state) {
    (void)state;
    struct redisload_options o = options();
    struct operations operations = operations_of(&o);
    unsigned sets = 0;
    for (uint64_t number = 0; number < 40000; number++)
        sets += operation_at(&operations, 1, number).set;
    near(sets / 40000.0, 0.25, 0.01); /* sd 0.2 % */
    operations.mix = (struct mix_ratio){0, 1};
    for (uint64_t number = 0; number < 1000; number++)
        assert_false(operation_at(&operations, 1, number).set);
}

static void another_seed_asks_otherwise(void **state) {
    (void)state;
    struct redisload_options o = options();
    struct operations one = operations_of(&o), same = operations_of(&o);
    o.seed = 8;
    struct operations other = operations_of(&o);
    unsigned equal = 0;
    for (uint64_t number = 0; number < 1000; number++) {
        assert_int_equal(operation_at(&one, 0, number).key, operation_at(&same, 0, number).key);
        equal += operation_at(&one, 0, number).key == operation_at(&other, 0, number).key;
    }
    assert_true(equal < 150); /* of 17 keys each */
}

static void values_tell_whose_they_are(void **state) {
    (void)state;
    struct redisload_options o = options();
    for (o.value_size = 1; o.value_size <= 40; o.value_size++) {
        struct operations operations = operations_of(&o);
        char value[40], other[40];
        operation_value(&operations, 5, 17, value);
        assert_true(operation_is_value_of(&operations, 5, value, o.value_size));
        assert_false(operation_is_value_of(&operations, 5, value, o.value_size - 1));
        operation_value(&operations, 5, 18, other);
        assert_true(o.value_size <= 8 || memcmp(value, other, o.value_size) != 0);
        if (o.value_size >= 8)
            assert_false(operation_is_value_of(&operations, 6, value, o.value_size));
    }
}

static void commands_are_as_redis_reads_them(void **state) {
    (void)state;
    struct redisload_options o = options();
    o.value_size = 12;
    struct operations operations = operations_of(&o);
    struct commands commands = {0};
    char text[200], value[12], expected[200];
    assert_int_equal(commands_make(&commands, &operations, NULL), 0);
    const struct operation get = {false, 42}, set = {true, 42};
    size_t size = commands_write(&commands, &operations, &get, 9, text);
    assert_int_equal(size, strlen("*2\r\n$3\r\nGET\r\n$4\r\n0042\r\n"));
    assert_memory_equal(text, "*2\r\n$3\r\nGET\r\n$4\r\n0042\r\n", size);
    operation_value(&operations, 42, 9, value);
    size = commands_write(&commands, &operations, &set, 9, text);
    int length = snprintf(expected, sizeof expected,
                          "*3\r\n$3\r\nSET\r\n$4\r\n0042\r\n$12\r\n%.12s\r\n", value);
    assert_int_equal(size, length);
    assert_memory_equal(text, expected, size);
    assert_int_equal(commands_size(&commands), size);
    commands_free(&commands);
}

/* A store of its own, filled by reading the commands as a server would. */
struct model {
    bool present[5000];
    char value[5000][30];
};

static void serve(struct model *model, const char *text) {
    if (strncmp(text, "*3\r\n$3\r\nSET\r\n$4\r\n", 17) != 0)
        return;
    unsigned long key = strtoul(text + 17, NULL, 10);
    model->present[key] = true;
    memcpy(model->value[key], strstr(text + 23, "\r\n") + 2, 30);
}

static void account_agrees(uint64_t keys, bool prefill) {
    struct redisload_options o = options();
    o.keys = keys;
    struct operations operations = operations_of(&o);
    struct commands commands = {0};
    struct model *model = calloc(1, sizeof *model);
    struct expected *expected = calloc(1, sizeof *expected);
    const uint64_t made[] = {3000, 0, 170};
    char text[200], value[30];
    assert_int_equal(commands_make(&commands, &operations, NULL), 0);
    for (uint64_t key = 0; prefill && key < keys; key++) {
        const struct operation set = {true, key};
        commands_write(&commands, &operations, &set, OPERATION_PREFILL, text);
        serve(model, text);
    }
    for (unsigned client = 0; client < 3; client++) {
        for (uint64_t number = 0; number < made[client]; number++) {
            struct operation operation = operation_at(&operations, client, number);
            size_t size = commands_write(&commands, &operations, &operation, number, text);
            text[size] = '\0';
            serve(model, text);
        }
    }
    assert_int_equal(expected_init(expected, &operations, prefill, NULL), 0);
    expected_make(expected, &operations, made);
    uint64_t present = 0;
    for (uint64_t key = 0; key < keys; key++)
        present += model->present[key];
    assert_int_equal(expected->present, present);
    for (unsigned i = 0; i < expected->samples; i++) {
        uint64_t key = i * expected->stride;
        assert_true(key < keys);
        assert_int_equal(expected->sample[i].present, model->present[key]);
        if (model->present[key]) {
            operation_value(&operations, key, expected->sample[i].number, value);
            assert_memory_equal(value, model->value[key], sizeof value);
        }
    }
    commands_free(&commands);
    free(model);
    expected_free(expected);
    free(expected);
}

static void the_account_is_what_a_store_would_hold(void **state) {
    (void)state;
    account_agrees(50, false);
    account_agrees(1000, false);
    account_agrees(4321, false); /* not every key is looked at */
    account_agrees(4321, true);
}

static void uniform_arrivals_do_not_drift(void **state) {
    (void)state;
    struct redisload_options o = {.rate = 3000, .arrival = ARRIVAL_UNIFORM, .seed = 1};
    struct arrivals arrivals;
    double due_s = 0;
    arrivals_init(&arrivals, &o);
    arrivals_start(&arrivals, 100);
    assert_false(arrivals_take(&arrivals, 99.9, &due_s));
    near(due_s, 100, 1e-9);
    for (unsigned i = 0; i < 30000; i++) {
        assert_true(arrivals_take(&arrivals, 1000, &due_s));
        near(due_s, 100 + i / 3000.0, 1e-9);
    }
    arrivals_destroy(&arrivals);
}

static void poisson_arrivals_have_its_mean_and_spread(void **state) {
    (void)state;
    enum { COUNT = 40000 };
    struct redisload_options o = {.rate = 1000, .arrival = ARRIVAL_POISSON, .seed = 5};
    struct arrivals arrivals;
    double before_s = 0, sum = 0, squares = 0;
    arrivals_init(&arrivals, &o);
    arrivals_start(&arrivals, 0);
    for (unsigned i = 0; i <= COUNT; i++) {
        double due_s;
        assert_true(arrivals_take(&arrivals, 1e9, &due_s));
        double gap = due_s - before_s;
        before_s = due_s;
        if (i > 0) {
            assert_true(gap > 0);
            sum += gap;
            squares += gap * gap;
        }
    }
    double mean = sum / COUNT;
    near(mean, 1e-3, 2e-5); /* 4 standard errors */
    near(squares / COUNT / (mean * mean), 2, 0.1);
    arrivals_destroy(&arrivals);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(keys_belong_to_one_client),
        cmocka_unit_test(the_mix_is_kept),
        cmocka_unit_test(another_seed_asks_otherwise),
        cmocka_unit_test(values_tell_whose_they_are),
        cmocka_unit_test(commands_are_as_redis_reads_them),
        cmocka_unit_test(the_account_is_what_a_store_would_hold),
        cmocka_unit_test(uniform_arrivals_do_not_drift),
        cmocka_unit_test(poisson_arrivals_have_its_mean_and_spread),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
