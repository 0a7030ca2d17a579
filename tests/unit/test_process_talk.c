/* test_process_talk.c - a child that is told lines and answers: in time, late, never, at its end.
 */
#include "base/process_talk.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

struct heard {
    bool out, err;
    char line[64];
};

static void on_out(const char *line, double at, void *context) {
    (void)at;
    struct heard *heard = context;
    heard->out = true;
    snprintf(heard->line, sizeof heard->line, "%s", line);
}

static void on_err(const char *line, double at, void *context) {
    (void)line, (void)at;
    ((struct heard *)context)->err = true;
}

static struct process_talk *start(const char *script, double timeout_s, struct heard *heard) {
    const char *argv[] = {"sh", "-c", script, NULL};
    struct process_spec spec = {.argv = argv,
                                .timeout_s = timeout_s,
                                .on_stdout_line = on_out,
                                .on_stderr_line = on_err,
                                .context = heard};
    struct error err;
    struct process_talk *talk = process_talk_start(&spec, &err);
    if (!talk)
        fail_msg("%s", err.text);
    return talk;
}

static struct process_result end_of(struct process_talk *talk, double grace_s) {
    struct process_result result;
    struct error err = {0};
    if (process_talk_end(talk, grace_s, &result, &err) < 0)
        fail_msg("%s", err.text);
    return result;
}

static void answers_line_by_line(void **state) {
    (void)state;
    struct heard heard = {0};
    struct process_talk *talk =
        start("echo ready >&2; while read -r word; do echo \"<$word>\"; done; echo last; exit 3",
              20, &heard);
    assert_int_equal(process_talk_until(talk, &heard.err, 10, NULL), 0);
    for (int i = 0; i < 3; i++) {
        char word[32], wanted[32];
        snprintf(word, sizeof word, "word %d\n", i);
        snprintf(wanted, sizeof wanted, "<word %d>", i);
        heard.out = false;
        assert_int_equal(process_talk_tell(talk, word, NULL), 0);
        assert_int_equal(process_talk_until(talk, &heard.out, 10, NULL), 0);
        assert_string_equal(heard.line, wanted);
    }
    struct process_result result = end_of(talk, 10);
    assert_string_equal(result.out, "<word 0>\n<word 1>\n<word 2>\nlast\n");
    assert_string_equal(result.err, "ready\n");
    assert_int_equal(result.exit_status, 3);
    assert_false(result.timed_out);
    process_result_free(&result);
}

static void a_silent_child_is_waited_for_no_longer_than_said(void **state) {
    (void)state;
    struct heard heard = {0};
    struct error err = {0};
    struct process_talk *talk = start("exec sleep 60", 20, &heard);
    assert_int_equal(process_talk_until(talk, &heard.out, 0.1, &err), -1);
    assert_string_equal(err.text, "no answer in time");
    struct process_result result = end_of(talk, 0.1);
    assert_true(result.timed_out);
    assert_true(result.wall_s < 10);
    process_result_free(&result);
}

static void its_own_timeout_ends_every_wait(void **state) {
    (void)state;
    struct heard heard = {0};
    struct process_talk *talk = start("exec sleep 60", 0.2, &heard);
    assert_int_equal(process_talk_until(talk, &heard.out, 30, NULL), -1);
    struct process_result result = end_of(talk, 30);
    assert_true(result.timed_out);
    assert_true(result.wall_s < 10);
    process_result_free(&result);
}

static void a_child_that_ends_is_no_answer(void **state) {
    (void)state;
    struct heard heard = {0};
    struct error err = {0};
    struct process_talk *talk = start("echo why >&2; exit 5", 20, &heard);
    assert_int_equal(process_talk_until(talk, &heard.out, 10, &err), -1);
    assert_string_equal(err.text, "it ended");
    struct process_result result = end_of(talk, 10);
    assert_int_equal(result.exit_status, 5);
    assert_string_equal(result.err, "why\n");
    assert_false(result.timed_out);
    process_result_free(&result);
}

static void one_that_ended_keeps_its_status(void **state) {
    (void)state;
    struct heard heard = {0};
    struct process_talk *talk = start("echo why >&2; exec >&- 2>&-; sleep 0.2; exit 7", 20, &heard);
    assert_int_equal(process_talk_until(talk, &heard.out, 10, NULL), -1);
    struct process_result result = end_of(talk, 0);
    assert_int_equal(result.exit_status, 7);
    assert_false(result.timed_out);
    process_result_free(&result);
}

static void telling_one_that_reads_no_more_fails(void **state) {
    (void)state;
    struct heard heard = {0};
    struct process_talk *talk = start("exec <&-; echo closed >&2; exec sleep 60", 20, &heard);
    assert_int_equal(process_talk_until(talk, &heard.err, 10, NULL), 0);
    assert_int_equal(process_talk_tell(talk, "slice\n", NULL), -1);
    struct process_result result = end_of(talk, 0);
    process_result_free(&result);
}

static void nobody_to_talk_to(void **state) {
    (void)state;
    const char *argv[] = {"/nowhere/kernel", NULL};
    struct process_spec spec = {.argv = argv};
    struct error err = {0};
    assert_null(process_talk_start(&spec, &err));
    assert_non_null(strstr(err.text, "/nowhere/kernel"));
    struct process_result result = end_of(NULL, 1);
    assert_int_equal(result.exit_status, -1);
    assert_null(result.out);
}

static bool both_spoke(const void *context) {
    const struct heard *heard = context;
    return heard[0].out && heard[1].out;
}

static void hears_several_at_once(void **state) {
    (void)state;
    struct heard heard[2] = {0};
    struct process_talk *talks[2];
    size_t ended;
    talks[0] = start("read -r word; echo first; read -r word", 20, &heard[0]);
    talks[1] = start("read -r word; echo second; read -r word", 20, &heard[1]);
    for (int i = 0; i < 2; i++)
        assert_int_equal(process_talk_tell(talks[i], "go\n", NULL), 0);
    assert_int_equal(process_talk_all_until(talks, 2, both_spoke, heard, 10, &ended, NULL), 0);
    assert_string_equal(heard[0].line, "first");
    assert_string_equal(heard[1].line, "second");
    for (int i = 0; i < 2; i++) {
        struct process_result result = end_of(talks[i], 10);
        process_result_free(&result);
    }
}

static void says_which_of_several_ended(void **state) {
    (void)state;
    struct heard heard[2] = {0};
    struct process_talk *talks[2];
    struct error err = {0};
    size_t ended;
    talks[0] = start("echo here; read -r word", 20, &heard[0]);
    talks[1] = start("exit 3", 20, &heard[1]);
    assert_int_equal(process_talk_all_until(talks, 2, both_spoke, heard, 10, &ended, &err), -1);
    assert_int_equal(ended, 1);
    assert_string_equal(err.text, "it ended");
    for (int i = 0; i < 2; i++) {
        struct process_result result = end_of(talks[i], 10);
        process_result_free(&result);
    }
}

int main(void) {
    process_catch_signals(); /* and ignores SIGPIPE, as virtax does */
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(hears_several_at_once),
        cmocka_unit_test(says_which_of_several_ended),
        cmocka_unit_test(answers_line_by_line),
        cmocka_unit_test(a_silent_child_is_waited_for_no_longer_than_said),
        cmocka_unit_test(its_own_timeout_ends_every_wait),
        cmocka_unit_test(a_child_that_ends_is_no_answer),
        cmocka_unit_test(one_that_ended_keeps_its_status),
        cmocka_unit_test(telling_one_that_reads_no_more_fails),
        cmocka_unit_test(nobody_to_talk_to),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
