/* test_docker_per_socket.c - two containers at once through the environment itself, on a tree of
 * two NUMA nodes. `docker` is a stand-in that runs the kernel on this host's CPUs 0 and 1. */
#include "clean_start.h"
#include "common/cleanup.h"
#include "common/cpu_set.h"
#include "common/smallfile.h"
#include "environments/environments.h"

#include "yields_fixture.h"

#include <math.h>
#include <setjmp.h>
#include <signal.h>
#include <stdarg.h>
#include <stdint.h>
#include <string.h>
#include <sys/wait.h>

#include <cmocka.h>

static const struct environment_type *const type = &environment_docker_per_socket[0];
static struct plan plan;
static struct plan_figure figure = {.name = (char[]){"figure"},
                                    .kernel = (char[]){"stream"},
                                    .cpus = (char[]){"0-1"},
                                    .memory_nodes = (char[]){"0-1"},
                                    .cell_timeout_s = 60};
static struct context context = {.plan = &plan, .root = "tests/unit/data/sys-2nodes-2cpus"};
static struct environment environment = {
    .type = &environment_docker_per_socket[0], .context = &context, .name = "docker-per-socket"};
/* Stores as a plan would have resolved them: two kernels may choose differently. */
static const char *arguments[] = {
    "--json", "--threads=2", "--array-size=1M", "--stores=temporal", "--numa=local", NULL, NULL};
static const char **const duration = &arguments[5];

static int two_cpus(void) {
    struct cpu_set cpus;
    return cpu_set_of_thread(0, &cpus) == 0 && cpu_set_has(0, &cpus) && cpu_set_has(1, &cpus);
}

static int stand_in(void **state) {
    char path[8192], *here = realpath("tests/unit/stand-in-docker", NULL);
    if (!here || clean_start(state) < 0 || symlink(here, scratch_path("docker")) < 0)
        return -1;
    free(here);
    snprintf(path, sizeof path, "%s:%s", scratch, getenv("PATH"));
    setenv("PATH", path, 1);
    setenv("STAND_IN_LOG", scratch_path("log"), 1);
    return 0;
}

static int fresh(void **state) {
    (void)state;
    unlink(scratch_path("log"));
    unsetenv("STAND_IN_NODE");
    figure.cell_timeout_s = 60;
    *duration = "--time=500ms";
    return 0;
}

static void node_does(const char *node, const char *what) {
    setenv("STAND_IN_NODE", node, 1);
    setenv("STAND_IN_DO", what, 1);
}

/* Of the kernel that the stand-in runs. */
static const char yields[] =
    "{\"results\": [" YIELD("bandwidth", "copy", "GB/s", "higher", "true") "}, " YIELD(
        "bandwidth", "scale", "GB/s", "higher",
        "true") "}, " YIELD("bandwidth", "add", "GB/s", "higher",
                            "true") "}, " YIELD("bandwidth", "triad", "GB/s", "higher",
                                                "true") "}], \"concerns\": [\"memory\"]}";

static int up(struct error *err) {
    if (!figure.yields)
        figure.yields = yields_of(yields);
    return journal_open(&context.journal, err) < 0 ? -1
                                                   : type->does->up(&environment, &figure, err);
}

static struct execution run(void) {
    struct error err = {.text = ""};
    struct execution execution;
    execution_clear(&execution);
    if (!two_cpus())
        skip();
    if (up(&err) < 0 || type->does->exec(&environment, &figure, arguments, &execution, &err) < 0)
        fail_msg("%s", err.text);
    return execution;
}

static void down(struct execution *execution) {
    execution_free(execution);
    type->does->down(&environment);
    assert_int_equal(journal_close(context.journal, NULL), 0);
}

/* Lines of the log that hold the text. */
static int logged(const char *text) {
    cleanup_free char *log = small_file_read(scratch_path("log"), NULL);
    char *rest = NULL;
    int count = 0;
    for (char *line = log ? strtok_r(log, "\n", &rest) : NULL; line;
         line = strtok_r(NULL, "\n", &rest))
        count += strstr(line, text) != NULL;
    return count;
}

static bool check_is_ok(const json_t *kernel, const char *name) {
    size_t i;
    const json_t *check;
    json_array_foreach(json_object_get(kernel, "checks"), i, check) {
        if (strcmp(json_string_value(json_object_get(check, "name")), name) == 0)
            return json_is_true(json_object_get(check, "ok"));
    }
    fail_msg("no check %s", name);
    return false;
}

static double triad(const json_t *record) {
    size_t i;
    const json_t *result;
    json_array_foreach(json_object_get(record, "results"), i, result) {
        if (strcmp(json_string_value(json_object_get(result, "x")), "triad") == 0)
            return json_number_value(json_object_get(result, "value"));
    }
    return NAN;
}

static void both_run_at_once_each_on_its_node(void **state) {
    (void)state;
    *duration = "--time=2s"; /* the second may begin late */
    struct execution execution = run();
    assert_int_equal(execution.process.exit_status, 0);
    cleanup_json json_t *kernel = json_loads(execution.process.out, 0, NULL);
    const json_t *evidence = json_object_get(kernel, "evidence");
    const json_t *parts = json_object_get(kernel, "parts");
    assert_string_equal(json_string_value(json_object_get(evidence, "cpus")), "0-1");
    assert_int_equal(json_integer_value(json_object_get(evidence, "containers")), 2);
    assert_int_equal(json_array_size(json_object_get(evidence, "environment")), 3);
    json_int_t threads =
        json_integer_value(json_object_get(json_object_get(kernel, "parameters"), "threads"));
    assert_int_equal(threads, 2);
    double sum = triad(json_array_get(parts, 0)) + triad(json_array_get(parts, 1));
    assert_true(sum > 0 && fabs(triad(kernel) - sum) < 1e-9 * sum);

    assert_true(execution.began && execution.ended);
    assert_true(execution.marked_s > 0 && execution.marked_s <= execution.longest_s);
    assert_true(execution.host_cpu_s >= 0);
    double overlap = json_number_value(json_object_get(evidence, "overlap"));
    assert_true(fabs(overlap - execution.marked_s / execution.longest_s) < 1e-9);
    assert_int_equal(check_is_ok(kernel, "overlap"), overlap >= 0.9);

    assert_int_equal(logged("--cpuset-cpus=0 --cpuset-mems=0"), 1);
    assert_int_equal(logged("--cpuset-cpus=1 --cpuset-mems=1"), 1);
    assert_int_equal(logged("--json --threads=1 --array-size=1M --stores=temporal --numa=local "
                            "--time=2s"),
                     2);
    assert_int_equal(logged("--cap-add"), 0);
    assert_int_equal(logged("rm --force"), 0);
    down(&execution);
    assert_int_equal(logged("rm --force"), 2);
}

static void one_after_the_other_is_no_simultaneous_rate(void **state) {
    (void)state;
    node_does("1", "sleep 3");
    struct execution execution = run();
    cleanup_json json_t *kernel = json_loads(execution.process.out, 0, NULL);
    assert_int_equal(execution.process.exit_status, 0);
    assert_false(check_is_ok(kernel, "overlap"));
    assert_true(check_is_ok(kernel, "validation"));
    assert_false(execution.ended);
    assert_true(isnan(execution.marked_s) && isnan(execution.host_cpu_s));
    assert_true(execution.longest_s > 0.4);
    down(&execution);
}

static void one_that_fails_fails_the_cell(void **state) {
    (void)state;
    node_does("1", "echo last words >&2; exit 3");
    struct execution execution = run();
    assert_int_equal(execution.process.exit_status, 3);
    assert_null(execution.process.out);
    assert_non_null(strstr(execution.process.err, "node 0:\nvirtax: begin\n"));
    assert_non_null(strstr(execution.process.err, "node 1:\nlast words\n"));
    down(&execution);
}

static void other_bytes_are_refused(void **state) {
    (void)state;
    if (!two_cpus())
        skip();
    node_does("1", "cp \"$kernel\" \"$STAND_IN_LOG.kernel\"; echo >>\"$STAND_IN_LOG.kernel\"; "
                   "kernel=$STAND_IN_LOG.kernel");
    struct error err = {.text = ""};
    struct execution execution;
    execution_clear(&execution);
    assert_int_equal(up(&err), 0);
    assert_int_equal(type->does->exec(&environment, &figure, arguments, &execution, &err), -1);
    assert_string_equal(
        err.text, "merging the records of 2 containers: the containers differ in binary_sha256");
    down(&execution);
}

static void one_over_its_time_ends_and_all_are_removed(void **state) {
    (void)state;
    node_does("0", "sleep 60");
    figure.cell_timeout_s = 2;
    struct execution execution = run();
    assert_true(execution.process.timed_out);
    assert_null(execution.process.out);
    assert_true(execution.process.wall_s < 20);
    assert_int_equal(logged("rm --force vtx-"), 1); /* both in one command */
    assert_int_equal(logged("docker-per-socket-2"), 2);
    down(&execution);
}

/* In a child, since an interrupt cannot be taken back. */
static void ctrl_c_ends_and_removes_all(void **state) {
    (void)state;
    if (!two_cpus())
        skip();
    node_does("1", "kill -INT $PPID; sleep 60");
    pid_t pid = fork();
    if (pid == 0) {
        struct error err;
        struct execution execution;
        execution_clear(&execution);
        process_catch_signals();
        if (up(&err) < 0)
            _exit(1);
        int status = type->does->exec(&environment, &figure, arguments, &execution, &err);
        execution_free(&execution);
        type->does->down(&environment);
        _exit(status < 0 && err.status == STATUS_INTERRUPTED &&
                      journal_close(context.journal, NULL) == 0
                  ? 0
                  : 2);
    }
    int status;
    assert_int_equal(waitpid(pid, &status, 0), pid);
    assert_true(WIFEXITED(status));
    assert_int_equal(WEXITSTATUS(status), 0);
    assert_int_equal(logged("rm --force"), 3); /* both at once, then each by the journal */
}

static void after_kill_9_cleaning_removes_all(void **state) {
    (void)state;
    if (!two_cpus())
        skip();
    node_does("1", "kill -KILL $PPID; sleep 60");
    pid_t pid = fork();
    if (pid == 0) {
        struct execution execution;
        execution_clear(&execution);
        if (up(NULL) == 0)
            type->does->exec(&environment, &figure, arguments, &execution, NULL);
        _exit(1);
    }
    int status;
    assert_int_equal(waitpid(pid, &status, 0), pid);
    assert_true(WIFSIGNALED(status));
    assert_int_equal(logged("rm --force"), 0);
    FILE *out = fopen("/dev/null", "we");
    assert_true(journal_clean(out, NULL) >= 2); /* others may have died as well */
    fclose(out);
    char name[64];
    snprintf(name, sizeof name, "rm --force vtx-%d-docker-per-socket", (int)pid);
    assert_int_equal(logged(name), 2);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup(both_run_at_once_each_on_its_node, fresh),
        cmocka_unit_test_setup(one_after_the_other_is_no_simultaneous_rate, fresh),
        cmocka_unit_test_setup(one_that_fails_fails_the_cell, fresh),
        cmocka_unit_test_setup(other_bytes_are_refused, fresh),
        cmocka_unit_test_setup(one_over_its_time_ends_and_all_are_removed, fresh),
        cmocka_unit_test_setup(ctrl_c_ends_and_removes_all, fresh),
        cmocka_unit_test_setup(after_kill_9_cleaning_removes_all, fresh),
    };
    return cmocka_run_group_tests(tests, stand_in, scratch_remove);
}
