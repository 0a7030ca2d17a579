/* test_plan_medium.c - how large a run's medium is, who can have it, and what of it a plan keeps.
 */
#include "base/journal.h"
#include "base/process.h"
#include "environments/environments.h"
#include "in_child.h"
#include "measure/run_medium.h"
#include "medium/medium.h"
#include "medium/medium_make.h"
#include "plan_fixture.h"
#include "planning/engine_choice.h"
#include "planning/medium_choice.h"
#include "scratch.h"

#include <signal.h>
#include <sys/stat.h>
#include <unistd.h>

static struct error err;
static struct figure definition;

static int fresh(void **state) {
    definition = (struct figure){.medium_bytes = FIGURE_MEDIUM_AUTO};
    plan = (struct plan){0};
    return scratch_make(state);
}

static int gone(void **state) {
    plan_free(&plan);
    return scratch_remove(state);
}

static struct plan_figure *storage_figure(const char *name, const char *size) {
    struct plan_figure *figure = add_figure(name, 1, 1, 0);
    if (size)
        parameters_add(&figure->parameters, "size", size, 0);
    return figure;
}

static void choose(const char *where, const char *destroy) {
    struct medium_request request = {where, destroy};
    if (plan_medium_choose(&request, &plan.planned_medium, &err) < 0)
        fail_msg("%s", err.text);
}

static void assert_refused(int status, int kind, const char *why) {
    assert_int_equal(status, -1);
    assert_int_equal(err.status, kind);
    if (!strstr(err.text, why))
        fail_msg("'%s' does not say '%s'", err.text, why);
}

static const uint64_t mib = UINT64_C(1) << 20;

static void files_of_one_size_are_one(void **state) {
    (void)state;
    struct medium_request none = {NULL, NULL};
    choose(scratch, NULL);
    const char *sizes[] = {"67108864", "67108864", "16777216"};
    for (size_t i = 0; i < 3; i++) {
        struct plan_figure *figure = storage_figure("fig", sizes[i]);
        assert_int_equal(plan_medium_size(&definition, figure, &plan.planned_medium, &err), 0);
    }
    assert_int_equal(plan.figure[0].medium_bytes, 256 * mib);
    assert_int_equal(plan_medium_settle(&none, &plan, &err), 0);
    assert_int_equal(plan.planned_medium.size, (256 + 64 + 320) * mib);
    /* A disk image holds every file once. */
    assert_true(plan_medium_image(&plan.planned_medium) >= 80 * mib);
    assert_true(plan_medium_image(&plan.planned_medium) <= plan.planned_medium.size / 3);
}

static void a_definition_may_name_the_size(void **state) {
    (void)state;
    choose(scratch, NULL);
    definition.medium_bytes = 1000 * mib;
    struct plan_figure *figure = storage_figure("fig", "67108864");
    assert_int_equal(plan_medium_size(&definition, figure, &plan.planned_medium, &err), 0);
    assert_int_equal(figure->medium_bytes, 1000 * mib);
}

static void files_are_on_the_medium_and_have_a_size(void **state) {
    (void)state;
    choose(scratch, NULL);
    assert_refused(
        plan_medium_size(&definition, storage_figure("a", NULL), &plan.planned_medium, &err),
        STATUS_USAGE, "says how large its file is");
    struct plan_figure *figure = storage_figure("b", "4096");
    parameters_add(&figure->parameters, "path", "/tmp/x", 0);
    assert_refused(plan_medium_size(&definition, figure, &plan.planned_medium, &err), STATUS_USAGE,
                   "it is on the storage medium");
}

static void no_storage_no_medium(void **state) {
    (void)state;
    struct medium_request named = {scratch, NULL}, none = {NULL, NULL};
    choose(NULL, NULL);
    assert_string_equal(plan.planned_medium.where, "loop:/var/tmp");
    add_figure("fig02", 1, 1, 0);
    assert_int_equal(plan_medium_settle(&none, &plan, &err), 0);
    assert_null(plan.planned_medium.where);
    choose(scratch, NULL);
    assert_refused(plan_medium_settle(&named, &plan, &err), STATUS_USAGE,
                   "none of these figures measures storage");
}

/* While planning, when nothing is written yet. */
static void a_device_too_small_is_refused(void **state) {
    (void)state;
    struct journal *journal;
    struct loop_device loop;
    struct stat before, after;
    if (geteuid() != 0 || access("/dev/loop-control", R_OK | W_OK) < 0)
        skip();
    const char *file = scratch_write("disk", "");
    assert_int_equal(truncate(file, (off_t)(400 * mib)), 0);
    assert_int_equal(stat(file, &before), 0);
    assert_int_equal(journal_open(&journal, &err), 0);
    assert_int_equal(loop_attach(file, journal, &loop, &err), 0);
    struct medium_request device = {loop.path, loop.path};
    choose(loop.path, loop.path);
    struct plan_figure *figure = storage_figure("fig", "16777216");
    assert_int_equal(plan_medium_size(&definition, figure, &plan.planned_medium, &err), 0);
    assert_int_equal(plan_medium_settle(&device, &plan, &err), 0);
    figure = storage_figure("another", "67108864");
    assert_int_equal(plan_medium_size(&definition, figure, &plan.planned_medium, &err), 0);
    assert_refused(plan_medium_settle(&device, &plan, &err), STATUS_USAGE,
                   "its 400M are less than the 640M that the medium needs");
    assert_int_equal(stat(file, &after), 0);
    assert_int_equal(after.st_blocks, before.st_blocks);
    assert_int_equal(journal_close(journal, &err), 0);
}

static bool a_tool_is_missing(void) {
    choose(NULL, NULL);
    return setenv("PATH", scratch, 1) == 0 &&
           plan_medium_size(&definition, storage_figure("fig", "4096"), &plan.planned_medium,
                            &err) < 0 &&
           err.status == STATUS_UNAVAILABLE && strstr(err.text, "needs mkfs.ext4; `make deps`");
}

static void what_makes_a_file_system_is_looked_for_before(void **state) {
    (void)state;
    if (geteuid() != 0)
        skip();
    assert_in_child(a_tool_is_missing);
}

static int suits(const char *environment, uint64_t medium) {
    struct plan_figure figure = {.name = (char *)"fig", .medium_bytes = medium};
    return plan_medium_suits(&plan.planned_medium, &figure, environment_find(environment, NULL),
                             &err);
}

static void who_can_have_it(void **state) {
    (void)state;
    char loop[96];
    snprintf(loop, sizeof loop, "loop:%s", scratch);
    choose(loop, NULL);
    static const char *const all[] = {"native", "docker-volume", "docker-overlay", "docker-iouring",
                                      "kvm",    "kvm-tuned",     "kvm-qcow2"};
    for (size_t i = 0; i < sizeof all / sizeof *all; i++)
        assert_int_equal(suits(all[i], mib), 0);
    assert_refused(suits("docker", mib), STATUS_UNAVAILABLE, "docker-volume and docker-overlay do");
    assert_refused(suits("ssh:x", mib), STATUS_UNAVAILABLE, "it does not get the storage medium");
    /* Without storage only those that are something else as well. */
    assert_int_equal(suits("docker", 0), 0);
    assert_int_equal(suits("kvm", 0), 0);
    assert_refused(suits("kvm-qcow2", 0), STATUS_UNAVAILABLE, "fig needs none");
    plan_medium_free(&plan.planned_medium);
    choose(scratch, NULL);
    assert_int_equal(suits("kvm", mib), 0);
    plan_medium_free(&plan.planned_medium);
    char files[96];
    snprintf(files, sizeof files, "files:%s", scratch);
    choose(files, NULL);
    assert_int_equal(suits("native", mib), 0);
    assert_int_equal(suits("kvm-qcow2", mib), 0);
    assert_refused(suits("kvm", mib), STATUS_UNAVAILABLE, "a directory cannot be given to a guest");
}

/* A plan may come from anywhere: the permission to destroy a device must not come with it. */
static void a_plan_keeps_all_but_the_permission(void **state) {
    (void)state;
    plan.planned_medium = (struct plan_medium){
        .where = strdup("/dev/sdz"), .size = 4096, .destroy_data = strdup("/dev/sdz")};
    json_t *json = json_pack("{s:o}", "medium", plan_medium_json(&plan.planned_medium));
    char *text = json_dumps(json, JSON_COMPACT);
    assert_string_equal(text, "{\"medium\":{\"where\":\"/dev/sdz\",\"size\":4096}}");
    struct plan_medium back;
    assert_int_equal(plan_medium_take(json, &back, &err), 0);
    assert_string_equal(back.where, "/dev/sdz");
    assert_int_equal(back.size, 4096);
    assert_null(back.destroy_data);
    plan_medium_free(&back);
    json_object_set_new(json_object_get(json, "medium"), "where", json_string("loop:here"));
    assert_refused(plan_medium_take(json, &back, &err), STATUS_FAILED, "is not absolute");
    plan_medium_free(&back);
    free(text);
    json_decref(json);
}

static void the_best_engine_is_io_uring(void **state) {
    (void)state;
    assert_true(engine_rank("io_uring") < engine_rank("libaio"));
    assert_true(engine_rank("libaio") < engine_rank("psync"));
    assert_true(engine_rank("psync") < engine_rank("another"));
}

static bool is_open(const char *of_definition, const char *of_profile, const char *of_user) {
    struct profile profile = {0};
    struct parameters overrides = {0};
    definition = (struct figure){0};
    if (of_definition)
        parameters_add(&definition.parameters, "engine", of_definition, 1);
    if (of_profile)
        parameters_add(&profile.parameters, "engine", of_profile, 1);
    if (of_user)
        parameters_add(&overrides, "engine", of_user, 0);
    bool open = engine_is_open(&definition, &profile, &overrides);
    parameters_free(&definition.parameters);
    parameters_free(&profile.parameters);
    parameters_free(&overrides);
    return open;
}

static void an_engine_is_open_unless_it_is_named(void **state) {
    (void)state;
    assert_true(is_open(NULL, NULL, NULL));
    assert_true(is_open("auto", NULL, NULL));
    assert_false(is_open("auto", "psync", NULL));
    assert_false(is_open(NULL, NULL, "libaio"));
    assert_true(is_open("psync", NULL, "auto"));
}

static const char *parameter(const char *key) {
    const struct parameter *found = parameters_find(&plan.figure[0].parameters, key);
    return found ? found->value : "";
}

static void another_engine_has_no_registered_buffers(void **state) {
    (void)state;
    struct plan_figure *figure = storage_figure("fig", "4096");
    parameters_add(&figure->parameters, "engine", "io_uring", 0);
    parameters_add(&figure->parameters, "fixed-buffers", "true", 0);
    assert_int_equal(engine_give(&plan, figure, "libaio", "a profile in docker-volume", &err), 0);
    assert_string_equal(parameter("engine"), "libaio");
    assert_string_equal(parameter("fixed-buffers"), "false");
    assert_non_null(strstr(plan.warning[0], "a profile in docker-volume; fixed-buffers is off"));
    figure = storage_figure("without", "4096");
    parameters_add(&figure->parameters, "engine", "io_uring", 0);
    assert_int_equal(engine_give(&plan, figure, "libaio", "a profile", &err), 0);
    assert_null(parameters_find(&figure->parameters, "fixed-buffers"));
    assert_null(strstr(plan.warning[1], "fixed-buffers"));
}

/* An interrupt stays; no Docker is to be found. */
static bool interrupted_planning_ends(void) {
    struct plan_figure *figure = storage_figure("fig", "4096");
    parameters_add(&figure->parameters, "engine", "io_uring", 0);
    free(figure->series[0].environment);
    figure->series[0].environment = strdup("docker-volume");
    figure->engine_is_open = true;
    if (setenv("PATH", scratch, 1) < 0)
        return false;
    process_catch_signals();
    bool warned = engines_agree(&plan, &err) == 0 && plan.warning_count == 1;
    bool ended = raise(SIGINT) == 0 && engines_agree(&plan, &err) < 0;
    return warned && ended && err.status == STATUS_INTERRUPTED && plan.warning_count == 1;
}

static void an_interrupt_while_asking_ends_the_planning(void **state) {
    (void)state;
    assert_in_child(interrupted_planning_ends);
}

static void damage_is_told(void **state) {
    (void)state;
    static const struct {
        const char *facts, *says;
    } cases[] = {
        {"{\"check\": {\"clean\": true, \"exit_status\": 0, \"detail\": \"x\"}}", NULL},
        {"{\"check\": null}", NULL},
        {"{}", NULL},
        {"{\"check\": {\"clean\": false, \"exit_status\": 4, \"detail\": \"lost\"}}", "damaged"},
        {"{\"check\": {\"error\": \"held by qemu\"}}", "could not be checked"},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        char text[512];
        json_t *facts = json_loads(cases[i].facts, 0, NULL);
        const char *said = run_medium_warning(facts, text, sizeof text);
        assert_int_equal(said != NULL, cases[i].says != NULL);
        if (said)
            assert_non_null(strstr(said, cases[i].says));
        json_decref(facts);
    }
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(files_of_one_size_are_one, fresh, gone),
        cmocka_unit_test_setup_teardown(a_definition_may_name_the_size, fresh, gone),
        cmocka_unit_test_setup_teardown(files_are_on_the_medium_and_have_a_size, fresh, gone),
        cmocka_unit_test_setup_teardown(a_device_too_small_is_refused, fresh, gone),
        cmocka_unit_test_setup_teardown(what_makes_a_file_system_is_looked_for_before, fresh, gone),
        cmocka_unit_test_setup_teardown(no_storage_no_medium, fresh, gone),
        cmocka_unit_test_setup_teardown(who_can_have_it, fresh, gone),
        cmocka_unit_test_setup_teardown(a_plan_keeps_all_but_the_permission, fresh, gone),
        cmocka_unit_test(the_best_engine_is_io_uring),
        cmocka_unit_test(an_engine_is_open_unless_it_is_named),
        cmocka_unit_test_setup_teardown(another_engine_has_no_registered_buffers, fresh, gone),
        cmocka_unit_test_setup_teardown(an_interrupt_while_asking_ends_the_planning, fresh, gone),
        cmocka_unit_test(damage_is_told),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
