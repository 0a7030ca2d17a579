/* test_process.c - children: their outputs, ends, limits, masks and environments.
 * lane: alone */
#include "base/process.h"
#include "common/cpu_set.h"
#include "common/last_lines.h"
#include <setjmp.h>
#include <signal.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

static struct process_result run(const char *script, double timeout_s) {
    const char *argv[] = {"sh", "-c", script, NULL};
    struct process_spec spec = {.argv = argv, .timeout_s = timeout_s};
    struct process_result result;
    struct error err;
    assert_int_equal(process_run(&spec, &result, &err), 0);
    return result;
}

static void keeps_both_outputs_and_the_status(void **state) {
    (void)state;
    struct process_result result = run("echo out; echo err >&2; exit 7", 10);
    assert_string_equal(result.out, "out\n");
    assert_string_equal(result.err, "err\n");
    assert_int_equal(result.exit_status, 7);
    assert_false(result.timed_out);
    process_result_free(&result);
}

static void tells_signals_as_shells_do(void **state) {
    (void)state;
    struct process_result result = run("kill -SEGV $$", 10);
    assert_int_equal(result.exit_status, 128 + SIGSEGV);
    process_result_free(&result);
}

static void ends_the_whole_group_at_the_timeout(void **state) {
    (void)state;
    struct process_result result = run("sleep 60 & sleep 60", 0.3);
    assert_true(result.timed_out);
    assert_true(result.wall_s < 5);
    process_result_free(&result);
}

static void ends_a_child_that_closed_its_outputs(void **state) {
    (void)state;
    struct process_result result = run("exec >/dev/null 2>&1; sleep 60", 0.3);
    assert_true(result.timed_out);
    assert_int_equal(result.exit_status, 128 + SIGKILL);
    process_result_free(&result);
}

static void keeps_the_last_of_a_long_stderr(void **state) {
    (void)state;
    struct process_result result = run("seq 1 100000 >&2; echo last >&2", 30);
    assert_true(strlen(result.err) <= 128 << 10);
    assert_string_equal(last_lines(result.err, 1), "last\n");
    assert_string_equal(last_lines(result.err, 2), "100000\nlast\n");
    process_result_free(&result);
}

static void says_why_a_program_cannot_be_started(void **state) {
    (void)state;
    const char *argv[] = {"no-such-program", NULL};
    struct process_spec spec = {.argv = argv};
    struct process_result result;
    struct error err;
    assert_int_equal(process_run(&spec, &result, &err), -1);
    assert_string_equal(err.text, "no-such-program: cannot be started: No such file or directory");
    process_result_free(&result);
}

static void feeds_more_than_a_pipe_holds(void **state) {
    (void)state;
    size_t size = 1 << 20;
    char *input = malloc(size);
    assert_non_null(input);
    memset(input, 'x', size);
    const char *argv[] = {"wc", "-c", NULL};
    struct process_spec spec = {.argv = argv, .input = input, .input_size = size, .timeout_s = 30};
    struct process_result result;
    assert_int_equal(process_run(&spec, &result, NULL), 0);
    assert_int_equal(atoi(result.out), size);
    process_result_free(&result);
    free(input);
}

static void survives_a_child_that_reads_nothing(void **state) {
    (void)state;
    process_catch_signals();
    size_t size = 1 << 20;
    char *input = calloc(1, size);
    assert_non_null(input);
    const char *argv[] = {"true", NULL};
    struct process_spec spec = {.argv = argv, .input = input, .input_size = size, .timeout_s = 30};
    struct process_result result;
    assert_int_equal(process_run(&spec, &result, NULL), 0);
    assert_int_equal(result.exit_status, 0);
    process_result_free(&result);
    free(input);
}

static void gives_exactly_the_environment_and_mask(void **state) {
    (void)state;
    const char *argv[] = {"sh", "-c", "/usr/bin/env; /usr/bin/taskset -cp $$", NULL};
    const char *environment[] = {"LC_ALL=C", "ONLY=this", NULL};
    struct cpu_set cpus;
    cpu_set_clear(&cpus);
    cpu_set_add(0, &cpus);
    struct process_spec spec = {.argv = argv,
                                .environment = environment,
                                .cpus = &cpus,
                                .memory_nodes = "0",
                                .directory = "/"};
    struct process_result result;
    assert_int_equal(process_run(&spec, &result, NULL), 0);
    assert_non_null(strstr(result.out, "ONLY=this\n"));
    assert_null(strstr(result.out, "HOME="));
    assert_non_null(strstr(result.out, "affinity list: 0\n"));
    process_result_free(&result);
}

static void denies_transparent_huge_pages(void **state) {
    (void)state;
    const char *argv[] = {"grep", "THP_enabled", "/proc/self/status", NULL};
    for (int denied = 0; denied <= 1; denied++) {
        struct process_spec spec = {.argv = argv, .no_transparent_huge_pages = denied};
        struct process_result result;
        assert_int_equal(process_run(&spec, &result, NULL), 0);
        assert_string_equal(result.out, denied ? "THP_enabled:\t0\n" : "THP_enabled:\t1\n");
        process_result_free(&result);
    }
}

static void hands_over_lines_as_they_come(const char *line, double at, void *context) {
    double *times = context;
    if (strcmp(line, "virtax: begin") == 0)
        times[0] = at;
    if (strcmp(line, "virtax: end") == 0)
        times[1] = at;
}

static void stamps_lines_of_stderr(void **state) {
    (void)state;
    double times[2] = {0, 0};
    const char *argv[] = {"sh", "-c", "echo virtax: begin >&2; sleep 1; echo virtax: end >&2",
                          NULL};
    struct process_spec spec = {
        .argv = argv, .on_stderr_line = hands_over_lines_as_they_come, .context = times};
    struct process_result result;
    assert_int_equal(process_run(&spec, &result, NULL), 0);
    assert_true(times[0] > 0);
    assert_true(times[1] - times[0] > 0.25 && times[1] - times[0] < 5);
    process_result_free(&result);
}

static void check_quotes_the_cause(void **state) {
    (void)state;
    const char *good[] = {"echo", "answer", NULL};
    const char *bad[] = {"sh", "-c", "echo first >&2; echo cause >&2; exit 3", NULL};
    char *out;
    struct error err;
    assert_int_equal(process_check(good, &out, &err), 0);
    assert_string_equal(out, "answer");
    free(out);
    assert_int_equal(process_check(bad, NULL, &err), -1);
    assert_string_equal(err.text, "sh: cause (exit status 3)\nfirst\ncause");
}

static void runs_several_at_once(void **state) {
    (void)state;
    const char *scripts[][4] = {{"sh", "-c", "sleep 1; echo one", NULL},
                                {"sh", "-c", "sleep 1; echo two >&2; exit 3", NULL},
                                {"sh", "-c", "sleep 60", NULL}};
    struct process_spec specs[3];
    for (size_t i = 0; i < 3; i++)
        specs[i] = (struct process_spec){.argv = scripts[i], .timeout_s = i == 2 ? 1.5 : 30};
    struct process_result results[3];
    struct error err;
    assert_int_equal(process_run_together(specs, 3, results, &err), 0);
    assert_string_equal(results[0].out, "one\n");
    assert_int_equal(results[0].exit_status, 0);
    assert_false(results[0].timed_out);
    assert_string_equal(results[1].err, "two\n");
    assert_int_equal(results[1].exit_status, 3);
    assert_true(results[2].timed_out);
    assert_true(results[2].wall_s < 3); /* one after the other it were 3.5 s at least */
    for (size_t i = 0; i < 3; i++)
        process_result_free(&results[i]);
}

static void one_that_cannot_be_started_ends_all(void **state) {
    (void)state;
    const char *sleeping[] = {"sleep", "60", NULL}, *missing[] = {"no-such-program", NULL};
    struct process_spec specs[] = {{.argv = sleeping}, {.argv = missing}, {.argv = sleeping}};
    struct process_result results[3];
    struct error err;
    assert_int_equal(process_run_together(specs, 3, results, &err), -1);
    assert_string_equal(err.text, "no-such-program: cannot be started: No such file or directory");
    assert_int_equal(results[0].exit_status, 128 + SIGKILL);
    assert_int_equal(results[2].exit_status, -1); /* never started */
    for (size_t i = 0; i < 3; i++) {
        assert_string_equal(results[i].out, "");
        process_result_free(&results[i]);
    }
}

static void stops_a_child_that_ignores_its_end(void **state) {
    (void)state;
    const char *argv[] = {"sh", "-c", "trap '' TERM; while :; do sleep 0.05; done", NULL};
    struct process_spec spec = {.argv = argv};
    struct process_child child;
    assert_int_equal(process_start(&spec, "/dev/null", true, &child, NULL), 0);
    assert_true(process_alive(&child, NULL));
    process_stop(&child, 0.2);
    assert_int_equal(child.pid, 0);
    process_stop(&child, 0.2); /* once more does nothing */
}

/* Last: from here on this process counts as interrupted. */
static void an_interrupt_ends_the_run_but_not_what_is_shielded(void **state) {
    (void)state;
    process_catch_signals();
    const char *argv[] = {"sh", "-c", "kill -INT $PPID; sleep 60", NULL};
    struct process_spec spec = {.argv = argv, .timeout_s = 30};
    struct process_result result;
    struct error err;
    assert_int_equal(process_run(&spec, &result, &err), -1);
    assert_int_equal(err.status, STATUS_INTERRUPTED);
    assert_true(result.wall_s < 10);
    process_result_free(&result);

    assert_true(process_interrupted());
    assert_false(process_sleep(10));
    bool before = process_shield(true);
    const char *cleaning[] = {"true", NULL};
    assert_int_equal(process_check(cleaning, NULL, &err), 0);
    process_shield(before);
    assert_int_equal(process_check(cleaning, NULL, &err), -1);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(keeps_both_outputs_and_the_status),
        cmocka_unit_test(tells_signals_as_shells_do),
        cmocka_unit_test(ends_the_whole_group_at_the_timeout),
        cmocka_unit_test(ends_a_child_that_closed_its_outputs),
        cmocka_unit_test(keeps_the_last_of_a_long_stderr),
        cmocka_unit_test(says_why_a_program_cannot_be_started),
        cmocka_unit_test(feeds_more_than_a_pipe_holds),
        cmocka_unit_test(survives_a_child_that_reads_nothing),
        cmocka_unit_test(gives_exactly_the_environment_and_mask),
        cmocka_unit_test(denies_transparent_huge_pages),
        cmocka_unit_test(stamps_lines_of_stderr),
        cmocka_unit_test(check_quotes_the_cause),
        cmocka_unit_test(runs_several_at_once),
        cmocka_unit_test(one_that_cannot_be_started_ends_all),
        cmocka_unit_test(stops_a_child_that_ignores_its_end),
        cmocka_unit_test(an_interrupt_ends_the_run_but_not_what_is_shielded),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
