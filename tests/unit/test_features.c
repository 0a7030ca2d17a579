/* test_features.c - a feature of containers, of a table that stands in for the real one: it is read
 * from names, planned, studied, listed, judged and applied, all through the table. `docker` is a
 * stand-in, too. */
#include "base/array.h"
#include "base/journal.h"
#include "base/words.h"
#include "common/cleanup.h"
#include "common/smallfile.h"
#include "environments/docker_cell.h"
#include "environments/environments.h"
#include "planning/series.h"
#include "planning/study.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cmocka.h>

#include "scratch.h"

enum { COLOUR_GOLD = 2 };

static int no_gold(const char *level, struct error *err) {
    return strcmp(level, "gold") == 0 ? error_unavailable(err, "there is no gold") : 0;
}

static int paint(const char *level, void *target, struct error *err) {
    argv_add(target, "--env=PAINT=%s", level);
    return argv_check(target, err);
}

static const struct feature table[] = {
    {.key = "colour",
     .level = {"none", "red", "gold"},
     .about = "paint",
     .available = no_gold,
     .apply = paint},
    {.key = "size", .level = {"small", "large"}, .about = "room"},
};
static const struct feature_preset presets[] = {{"docker-nat", {COLOUR_GOLD}}, {0}};

/* Instead of the real one, which is alone in its object file. */
const struct feature_table container_features = {
    .of = "container",
    .title = "Container features, as in docker+colour=red:",
    .name = "container_features",
    .count = 2,
    .feature = table,
    .preset = presets,
};

static void names_are_read(void **state) {
    (void)state;
    struct error err = {.text = ""};
    assert_string_equal(environment_find("docker+colour=red", &err)->name, "docker");
    assert_string_equal(environment_find("docker-volume+size=large", &err)->name, "docker-volume");
    assert_null(environment_find("docker+color=red", &err));
    assert_string_equal(err.text, "environment 'docker+color=red': unknown container feature "
                                  "'color' (closest: colour)");
    assert_null(environment_find("docker+size=larch", &err));
    assert_null(environment_find("native+colour=red", &err));
    assert_string_equal(err.text, "unknown environment 'native+colour=red' (closest: native)");
}

static const char definition[] = "[figure]\ntitle = T\nkernel = stream\nmetric = bandwidth\n"
                                 "unit = GB/s\naxis = bandwidth\nresults = copy\n"
                                 "environments = native\nscope = socket\nchart = bars\n"
                                 "[guest]\nmemory = 1G\n[quick]\nrounds = 3\nboots = once\n"
                                 "[factors]\nenvironment = docker\ncolour = none red\n"
                                 "hugepages = none thp\n";

static void a_study_varies_them(void **state) {
    (void)state;
    struct error err = {.text = ""};
    struct figure figure;
    struct plan_figure planned = {.series_count = 0};
    if (figure_read(scratch_write("study.ini", definition), &figure, &err) < 0 ||
        study_series(&figure, &planned, &err) < 0)
        fail_msg("%s", err.text);
    assert_int_equal(planned.series_count, 4);
    assert_string_equal(planned.series[1].name, "docker+colour=red");
    assert_string_equal(planned.series[1].environment, "docker+colour=red");
    assert_string_equal(planned.series[1].parameters.item[0].key, "hugepages");
    assert_string_equal(planned.series[2].environment, "docker+colour=none");
    assert_string_equal(planned.series[3].environment, "docker+colour=red");
    plan_figure_free(&planned);
    figure_free(&figure);
}

/* One that the name asks for fails; one of a preset is left out, and said. */
static void a_plan_says_what_is_left_out(void **state) {
    (void)state;
    struct error err = {.text = ""};
    struct plan plan = {.seed = 1};
    struct run_request request = {.rounds = 1};
    struct plan_figure *figure = array_add(plan.figure, plan.figure_count);
    size_t missing = 0;
    figure->name = plan_copy("fig");
    words_add(&request.environments, "docker+colour=gold");
    plan_add_series(figure, "native", "native", NULL);
    plan_add_series(figure, "docker+colour=red", "docker+colour=red", NULL);
    plan_add_series(figure, "docker+colour=gold", "docker+colour=gold", NULL);
    plan_add_series(figure, "docker-nat", "docker-nat", NULL);
    if (series_drop_ungiven(&request, &plan, &missing, &err) < 0)
        fail_msg("%s", err.text);
    assert_int_equal(missing, 1);
    assert_int_equal(figure->series_count, 3);
    assert_string_equal(figure->series[1].name, "docker+colour=red");
    assert_string_equal(figure->series[2].name, "docker-nat");
    assert_int_equal(plan.warning_count, 2);
    assert_string_equal(plan.warning[0], "docker+colour=gold left out of fig: colour=gold cannot "
                                         "be given: there is no gold");
    assert_string_equal(plan.warning[1], "docker-nat without colour=gold: there is no gold");
    words_free(&request.environments);
    plan_free(&plan);
}

static void they_are_listed_once(void **state) {
    (void)state;
    size_t seen = 0;
    for (size_t i = 0; environment_at(i); i++) {
        const struct feature_table *listed = environment_features_at(i);
        if (listed != &container_features)
            continue;
        seen++;
        cleanup_json json_t *json = features_list(listed);
        cleanup_free char *text = json_dumps(json, JSON_COMPACT);
        assert_string_equal(text, "[{\"key\":\"colour\",\"about\":\"paint\",\"levels\":"
                                  "[\"none\",\"red\",\"gold\"]},{\"key\":\"size\",\"about\":"
                                  "\"room\",\"levels\":[\"small\",\"large\"]}]");
    }
    assert_int_equal(seen, 1);
}

static const char stand_in[] =
    "#!/bin/sh\n"
    "[ \"$1\" != run ] || echo \"$*\" >>\"${0%/*}/log\"\n"
    "case $1 in version) echo \"${2#--format=}\" | sed 's/{{.*}}/20.10/' ;; esac\n";

static void the_container_is_run_with_them(void **state) {
    (void)state;
    struct error err = {.text = ""};
    char path[8192];
    const char *const arguments[] = {"--json", NULL};
    struct plan plan = {.seed = 1};
    struct plan_figure figure = {.name = (char[]){"f"},
                                 .kernel = (char[]){"stream"},
                                 .cpus = (char[]){"0"},
                                 .memory_nodes = (char[]){"0"},
                                 .cell_timeout_s = 20};
    struct context context = {.plan = &plan, .root = ""};
    struct environment environment = {.type = environment_find("docker+colour=red", NULL),
                                      .context = &context,
                                      .name = "docker+colour=red"};
    if (chmod(scratch_write("docker", stand_in), 0700) < 0)
        fail();
    snprintf(path, sizeof path, "%s:%s", scratch, getenv("PATH"));
    setenv("PATH", path, 1);
    struct execution execution;
    execution_clear(&execution);
    if (journal_open(&context.journal, &err) < 0 ||
        environment.type->does->up(&environment, &figure, &err) < 0 ||
        environment_exec(&environment, &figure, arguments, &execution, &err) < 0)
        fail_msg("%s", err.text);
    execution_free(&execution);
    environment.type->does->down(&environment);
    assert_int_equal(journal_close(context.journal, NULL), 0);
    cleanup_free char *log = small_file_read(scratch_path("log"), &err);
    assert_non_null(log);
    assert_non_null(strstr(log, " --env=PAINT=red "));
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(names_are_read),
        cmocka_unit_test_setup_teardown(a_study_varies_them, scratch_make, scratch_remove),
        cmocka_unit_test(a_plan_says_what_is_left_out),
        cmocka_unit_test(they_are_listed_once),
        cmocka_unit_test_setup_teardown(the_container_is_run_with_them, scratch_make,
                                        scratch_remove),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
