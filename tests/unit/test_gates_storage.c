/* test_gates_storage.c - the gates of figures that measure storage: engine, direct I/O, medium. */
#include "gate_fixture.h"

/* A blockio cell on the medium as its holder saw it. */
static void put_storage(struct subject *s, const char *seen, const char *evidence) {
    parameters_add(&s->plan.figure[0].parameters, "engine", "io_uring", 0);
    parameters_add(&s->plan.figure[0].parameters, "direct", "1", 0);
    s->execution.medium_seen = json_loads(seen, 0, NULL);
    json_t *found = json_loads(evidence, 0, NULL);
    assert_non_null(s->execution.medium_seen);
    assert_int_equal(json_object_update(json_object_get(s->kernel, "evidence"), found), 0);
    json_decref(found);
}

static void storage_gates_are(struct subject *s, const char *engine, const char *direct,
                              const char *medium) {
    bool valid;
    assert_string_equal(judge(s, "engine", &valid), engine);
    assert_string_equal(judge(s, "direct", &valid), direct);
    assert_string_equal(judge(s, "medium", &valid), medium);
    json_decref(s->execution.medium_seen);
    s->execution.medium_seen = NULL;
}

#define SEEN "{\"holder\": \"host\", \"file_system\": \"ext4\", \"mounted_from\": \"/dev/loop0\"}"

static void storage_as_planned(void **state) {
    put_storage(*state, SEEN,
                "{\"engine\": \"io_uring\", \"direct\": true, \"file_system\": \"ext4\", "
                "\"mounted_from\": \"/dev/loop0\"}");
    storage_gates_are(*state, "ok", "ok", "ok");
}

static void another_engine_cache_or_medium(void **state) {
    put_storage(*state, SEEN,
                "{\"engine\": \"libaio\", \"direct\": false, \"file_system\": \"ext4\", "
                "\"mounted_from\": \"/dev/vda\"}");
    storage_gates_are(*state, "failed", "failed", "failed");
}

#define LAYER(on_the_medium)                                                                       \
    "{\"holder\": \"host\", \"file_system\": \"overlay\", \"mounted_from\": \"overlay\", "         \
    "\"data_root\": \"/m/docker\", \"on_the_medium\": " on_the_medium "}"
#define IN_LAYER(upper)                                                                            \
    "{\"engine\": \"io_uring\", \"direct\": true, \"file_system\": \"overlay\", "                  \
    "\"mounted_from\": \"overlay\", \"upper_directory\": " upper "}"

/* A layer on any other disk is an overlay as well. */
static void a_layer_lies_on_the_medium(void **state) {
    put_storage(*state, LAYER("true"), IN_LAYER("\"/m/docker/overlay2/1/diff\""));
    storage_gates_are(*state, "ok", "ok", "ok");
    put_storage(*state, LAYER("true"), IN_LAYER("\"/var/lib/docker/overlay2/1/diff\""));
    storage_gates_are(*state, "ok", "ok", "failed");
    put_storage(*state, LAYER("true"), IN_LAYER("\"/m/docker2/1/diff\""));
    storage_gates_are(*state, "ok", "ok", "failed");
    put_storage(*state, LAYER("false"), IN_LAYER("\"/m/docker/overlay2/1/diff\""));
    storage_gates_are(*state, "ok", "ok", "failed");
    put_storage(*state, LAYER("true"), IN_LAYER("\"1/diff\""));
    storage_gates_are(*state, "ok", "ok", "unobservable");
    put_storage(*state, LAYER("true"), IN_LAYER("null"));
    storage_gates_are(*state, "ok", "ok", "unobservable");
}

static void storage_that_nobody_had(void **state) {
    struct subject *s = *state;
    bool valid;
    s->plan.figure[0].medium_bytes = 4096;
    assert_string_equal(judge(s, "medium", &valid), "failed");
    assert_false(valid);
}

static void storage_that_nobody_sees(void **state) {
    put_storage(*state, SEEN, "{\"file_system\": null, \"mounted_from\": null}");
    storage_gates_are(*state, "unobservable", "unobservable", "unobservable");
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(storage_as_planned, make, unmake),
        cmocka_unit_test_setup_teardown(another_engine_cache_or_medium, make, unmake),
        cmocka_unit_test_setup_teardown(a_layer_lies_on_the_medium, make, unmake),
        cmocka_unit_test_setup_teardown(storage_that_nobody_had, make, unmake),
        cmocka_unit_test_setup_teardown(storage_that_nobody_sees, make, unmake),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
