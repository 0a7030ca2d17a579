/* test_session_heard.c - which lines of a kernel in a session count, and which are malformed. */
#include "environments/session_heard.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

static void marks_and_readiness_are_heard(void **state) {
    (void)state;
    struct execution execution = {0};
    struct session_heard heard = {.execution = &execution};
    session_hear_stderr("Welcome", 0, &heard);
    assert_false(heard.set_up);
    session_hear_stderr("virtax: populates", 0, &heard);
    assert_true(heard.set_up && !heard.ready && heard.left > 0);
    session_hear_stderr("virtax: ready", 0, &heard);
    assert_true(heard.ready);
    session_hear_stderr("virtax: end", 0, &heard);
    assert_false(execution.ended); /* before it began */
    session_hear_stderr("virtax: begin", 0, &heard);
    session_hear_stderr("virtax: end", 0, &heard);
    assert_true(execution.began && execution.ended);
    session_hear_stderr(EXECUTION_OOM, 0, &heard);
    assert_true(execution.oom_there);
}

static void the_awaited_slice_is_an_answer(void **state) {
    (void)state;
    struct session_heard heard = {.slices = 3};
    session_hear_stdout("motd", 0, &heard);
    assert_false(heard.answered);
    session_hear_stdout("{\"slice\":3,\"begin_s\":1,\"end_s\":1.5,\"answer_s\":1.6,"
                        "\"warm_s\":0.01,\"waited_cpu_s\":0.002,\"work\":{}}",
                        0, &heard);
    assert_true(heard.answered && !heard.malformed);
    assert_true(heard.last.begin_s == 1 && heard.last.end_s == 1.5 && heard.last.warm_s == 0.01);
    assert_true(heard.last.answer_s == 1.6);
    assert_true(heard.last.waited_cpu_s == 0.002);
}

#define ANSWER(slice, begin, end, answer)                                                          \
    "{\"slice\":" slice ",\"begin_s\":" begin ",\"end_s\":" end ",\"answer_s\":" answer            \
    ",\"warm_s\":0,\"waited_cpu_s\":0}"

static void other_answers_are_malformed(void **state) {
    (void)state;
    static const char *const answers[] = {
        ANSWER("2", "1", "2", "2"),   /* another's number */
        ANSWER("0", "2", "2", "2"),   /* no time */
        ANSWER("0", "1", "2", "1.5"), /* before its end */
        "{\"slice\":0,\"begin_s\":1,\"end_s\":2,\"answer_s\":2,\"warm_s\":0}",
        "{\"slice\":0,\"begin_s\":1,\"end_s\":2,",
        "{\"left\":0}", /* nothing was to be populated */
        "{\"left\":-1}",
    };
    for (size_t i = 0; i < sizeof answers / sizeof *answers; i++) {
        struct session_heard heard = {0};
        session_hear_stdout(answers[i], 0, &heard);
        if (!heard.answered || !heard.malformed)
            fail_msg("%s is taken", answers[i]);
    }
}

static void one_order_has_one_answer(void **state) {
    (void)state;
    struct session_heard heard = {.left = 1};
    session_hear_stdout("{\"left\":4096}", 0, &heard);
    assert_true(heard.answered && !heard.malformed && heard.left == 4096);
    session_hear_stdout("{\"left\":0}", 0, &heard);
    assert_true(heard.malformed);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(marks_and_readiness_are_heard),
        cmocka_unit_test(the_awaited_slice_is_an_answer),
        cmocka_unit_test(other_answers_are_malformed),
        cmocka_unit_test(one_order_has_one_answer),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
