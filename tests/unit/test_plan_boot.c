/* test_plan_boot.c - what guests boot: checked, fixed by digest, written and read back. */
#include "common/cleanup.h"
#include "guest/boot_choice.h"
#include "plan/plan_boot.h"
#include "scratch.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

static struct plan_boot boot;
static struct error err;

static int empty(void **state) {
    plan_boot_free(&boot);
    return scratch_remove(state);
}

static int choose(const struct boot_request *request) {
    plan_boot_free(&boot);
    err = (struct error){0};
    return plan_boot_choose(request, &boot, &err);
}

static void refuses(const struct boot_request *request, const char *text) {
    assert_int_equal(choose(request), -1);
    assert_int_equal(err.status, STATUS_USAGE);
    if (!strstr(err.text, text))
        fail_msg("'%s' does not say '%s'", err.text, text);
}

static void options_that_need_each_other_are_told(void **state) {
    (void)state;
    char kernel[256];
    snprintf(kernel, sizeof kernel, "%s", scratch_write("vmlinuz", "kernel\n"));
    refuses(&(struct boot_request){.initrd = kernel}, "--initrd: belongs to a kernel");
    refuses(&(struct boot_request){.append = "quiet"}, "--append: belongs to a kernel");
    refuses(&(struct boot_request){.image = kernel, .kernel = kernel}, "--append root=");
    refuses(&(struct boot_request){.kernel = kernel, .initrd = "/nowhere"},
            "--initrd /nowhere: No such file");
    refuses(&(struct boot_request){.kernel = scratch}, "not a regular file");
}

static void nothing_asked_is_null(void **state) {
    (void)state;
    assert_int_equal(choose(&(struct boot_request){0}), 0);
    cleanup_json json_t *json = plan_boot_json(&boot);
    assert_true(json_is_null(json));
    cleanup_json json_t *old_plan = json_object(); /* before there was such a member */
    assert_int_equal(plan_boot_take(old_plan, &boot, &err), 0);
    assert_null(boot.kernel.path);
}

static void a_choice_survives_the_plan_and_notices_changes(void **state) {
    (void)state;
    char kernel[256], initrd[256];
    snprintf(kernel, sizeof kernel, "%s", scratch_write("vmlinuz", "kernel\n"));
    snprintf(initrd, sizeof initrd, "%s", scratch_write("initrd", "initrd\n"));
    const struct boot_request request = {.kernel = kernel, .initrd = initrd, .append = "quiet"};
    assert_int_equal(choose(&request), 0);
    /* sha256 of "kernel\n", by coreutils. */
    assert_string_equal(boot.kernel.sha256,
                        "a0c936696eb7d5ee3192bf53b9d281cecbb40ca9db520de72cb95817ad92ac72");
    cleanup_json json_t *plan = json_pack("{so}", "boot", plan_boot_json(&boot));
    struct plan_boot again;
    assert_int_equal(plan_boot_take(plan, &again, &err), 0);
    assert_string_equal(again.kernel.path, boot.kernel.path);
    assert_string_equal(again.initrd.sha256, boot.initrd.sha256);
    assert_string_equal(again.append, "quiet");
    assert_false(again.load_drivers);
    assert_int_equal(plan_boot_unchanged(&again, &err), 0);
    scratch_write("initrd", "another\n");
    assert_int_equal(plan_boot_unchanged(&again, &err), -1);
    assert_non_null(strstr(err.text, "initrd has changed since the run began"));
    assert_int_equal(remove(initrd), 0);
    assert_int_equal(plan_boot_unchanged(&again, &err), -1);
    plan_boot_free(&again);
}

static void broken_plans_are_refused(void **state) {
    (void)state;
    static const char *const broken[] = {
        "{\"boot\": {\"kernel\": {\"path\": \"vmlinuz\", \"sha256\": \"00\"}}}",
        "{\"boot\": {\"kernel\": {\"path\": \"/vmlinuz\"}}}",
        "{\"boot\": {\"kernel\": \"/vmlinuz\"}}",
        "{\"boot\": {\"append\": 1}}",
        "{\"boot\": {\"load_drivers\": true}}",
    };
    for (size_t i = 0; i < sizeof broken / sizeof *broken; i++) {
        cleanup_json json_t *json = json_loads(broken[i], 0, NULL);
        assert_non_null(json);
        plan_boot_free(&boot);
        err = (struct error){0};
        assert_int_equal(plan_boot_take(json, &boot, &err), -1);
        assert_int_equal(strncmp(err.text, "boot.", 5), 0);
    }
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(options_that_need_each_other_are_told, scratch_make, empty),
        cmocka_unit_test_setup_teardown(nothing_asked_is_null, scratch_make, empty),
        cmocka_unit_test_setup_teardown(a_choice_survives_the_plan_and_notices_changes,
                                        scratch_make, empty),
        cmocka_unit_test_setup_teardown(broken_plans_are_refused, scratch_make, empty),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
