/* test_foreign_text.c - text that is not UTF-8 gets into records, and failures that say nothing are
 * failures. */
#include "base/json_text.h"
#include "environments/environment.h"
#include "measure/cell.h"
#include "measure/gates.h"
#include "plan_fixture.h"

#include "common/cleanup.h"

static void assert_text(const char *given, const char *wanted) {
    cleanup_json json_t *text = json_text(given);
    assert_true(json_is_string(text));
    assert_string_equal(json_string_value(text), wanted);
}

static void every_byte_has_a_place(void **state) {
    (void)state;
    assert_text("", "");
    assert_text("plain \xC3\xA4 \xE2\x82\xAC \xF0\x9F\x90\xA7", "plain ä € 🐧");
    assert_text("Schl\xFCssel", "Schl�ssel");       /* Latin-1 */
    assert_text("cut \xE2\x82", "cut ��");          /* in the middle of a character */
    assert_text("\xFF", "�");                       /* never part of UTF-8 */
    assert_text("\xC0\xAF|\xED\xA0\x80", "��|���"); /* overlong; a surrogate */
    assert_text("\xFC\xC3\xA4\xFC", "�ä�");         /* good ones between bad ones stay */
    cleanup_json json_t *none = json_text(NULL);
    assert_true(json_is_null(none));
}

static int print_and_die(struct environment *environment, const struct plan_figure *figure,
                         const char *const *arguments, bool input, struct launch *launch,
                         struct error *err) {
    (void)environment, (void)figure, (void)arguments, (void)input;
    struct argv argv = {0};
    argv_add_words(&argv, "sh", "-c", "printf 'last w\\366rds\\n' >&2; exit 1");
    launch->spec = (struct process_spec){.timeout_s = 20};
    return launch_argv(launch, argv, err);
}

static int cannot(struct environment *environment, const struct plan_figure *figure,
                  const char *const *arguments, bool input, struct launch *launch,
                  struct error *err) {
    (void)environment, (void)figure, (void)arguments, (void)input, (void)launch;
    return error_failed(err, "mkdir: Zugriff verweigert f\xFCr /opt");
}

static int plan_one_cell(void **state) {
    (void)state;
    add_figure("fig02", 2, 1, 0);
    plan.version = plan_copy("1.0");
    plan.created = plan_copy("2024-01-01T00:00:00Z");
    plan.profile = plan_copy("quick");
    order(1);
    return gates_declare(&plan, NULL);
}

static void a_cell_that_cannot_start_has_a_record(void **state) {
    (void)state;
    struct error err = {.text = ""};
    const struct cell cell = {.plan = &plan, .block = &plan.block[0], .position = 1};
    cleanup_json json_t *record = cell_failed(&cell,
                                              "Datei \xFC"
                                              "ber Grenze",
                                              &err);
    assert_non_null(record);
    assert_string_equal(json_string_value(json_object_get(record, "error")), "Datei �ber Grenze");
    assert_true(json_is_false(json_object_get(record, "valid")));
}

static json_t *record_of(int (*prepare)(struct environment *, const struct plan_figure *,
                                        const char *const *, bool, struct launch *,
                                        struct error *)) {
    struct error err = {.text = ""};
    const struct environment_hooks hooks = {.prepare = prepare};
    const struct environment_type type = {.name = "native", .does = &hooks};
    const struct context context = {.plan = &plan, .root = ""};
    struct environment environment = {.type = &type, .context = &context, .name = "native"};
    const struct cell cell = {.plan = &plan, .block = &plan.block[0], .position = 1};
    json_t *record = cell_run(&cell, &environment, &err);
    if (!record)
        fail_msg("%s", err.text);
    return record;
}

static void last_words_are_kept(void **state) {
    (void)state;
    cleanup_json json_t *record = record_of(print_and_die);
    assert_string_equal(json_string_value(json_object_get(record, "stderr")), "last w�rds\n");
    assert_true(json_is_false(json_object_get(record, "valid")));
}

static void an_error_of_the_environment_is_kept(void **state) {
    (void)state;
    cleanup_json json_t *record = record_of(cannot);
    assert_string_equal(json_string_value(json_object_get(record, "error")),
                        "mkdir: Zugriff verweigert f�r /opt");
}

static void a_warning_gets_into_the_plan(void **state) {
    (void)state;
    plan_warn(&plan, "docker left out: %s", "Zugriff f\xFCr alle");
    cleanup_json json_t *json = plan_to_json(&plan);
    assert_non_null(json);
    assert_string_equal(json_string_value(json_array_get(json_object_get(json, "warnings"), 0)),
                        "docker left out: Zugriff f�r alle");
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_byte_has_a_place),
        cmocka_unit_test_setup_teardown(a_cell_that_cannot_start_has_a_record, plan_one_cell,
                                        empty),
        cmocka_unit_test_setup_teardown(last_words_are_kept, plan_one_cell, empty),
        cmocka_unit_test_setup_teardown(an_error_of_the_environment_is_kept, plan_one_cell, empty),
        cmocka_unit_test_setup_teardown(a_warning_gets_into_the_plan, plan_one_cell, empty),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
