/* test_usage.c - usage is the process's own, that of children that ended, and of those that live
 * on. */
#include "harness/usage.h"

#include <setjmp.h>
#include <signal.h>
#include <stdarg.h>
#include <stdint.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cmocka.h>

static double used_s(void) {
    struct usage now;
    assert_int_equal(usage_note(&now, NULL), 0);
    return usage_cpu_s(&now.process);
}

static void burn(double seconds) {
    for (double begin = used_s(); used_s() - begin < seconds;)
        continue;
}

/* A child that burns, and then waits for its end, which it says by closing its end of a pipe. */
static pid_t child_that_burns(double seconds, int *done) {
    int ends[2];
    assert_int_equal(pipe(ends), 0);
    pid_t child = fork();
    if (child == 0) {
        close(ends[0]);
        burn(seconds);
        close(ends[1]);
        for (;;)
            pause();
    }
    assert_true(child > 0);
    close(ends[1]);
    *done = ends[0];
    return child;
}

static void await(int done) {
    char nothing;
    assert_int_equal(read(done, &nothing, 1), 0);
    close(done);
}

static void end(pid_t child) {
    assert_int_equal(kill(child, SIGKILL), 0);
    assert_int_equal(waitpid(child, NULL, 0), child);
}

static void what_ended_is_counted(void **state) {
    (void)state;
    int done;
    double before = used_s();
    pid_t child = child_that_burns(0.1, &done);
    await(done);
    assert_true(used_s() - before < 0.09);
    end(child);
    assert_true(used_s() - before >= 0.1);
}

static void what_lives_on_is_counted_once_it_was_told_of(void **state) {
    (void)state;
    int done;
    double before = used_s();
    pid_t child = child_that_burns(0.1, &done);
    assert_int_equal(usage_count_child(child, NULL), 0);
    await(done);
    double living = used_s() - before;
    assert_true(living >= 0.1 && living < 1);
    usage_leave_child(child);
    end(child);
    double ended = used_s() - before; /* and not twice */
    assert_true(ended >= living - 0.005 && ended < living + 0.09);
}

static void what_is_not_there_is_an_error(void **state) {
    (void)state;
    struct usage now;
    struct error err = {0};
    int done;
    pid_t child = child_that_burns(0, &done);
    await(done);
    end(child);
    assert_int_equal(usage_count_child(child, NULL), 0);
    assert_int_equal(usage_note(&now, &err), -1);
    assert_non_null(strstr(err.text, "CPU time of process"));
    usage_leave_child(child);
    assert_int_equal(usage_note(&now, NULL), 0);
}

static void there_is_room_for_sixteen(void **state) {
    (void)state;
    for (int i = 0; i < 16; i++)
        assert_int_equal(usage_count_child(getpid(), NULL), 0);
    assert_int_equal(usage_count_child(getpid(), NULL), -1);
    usage_leave_child(getpid());
    assert_int_equal(usage_count_child(getpid(), NULL), 0);
    usage_leave_child(getpid());
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(what_ended_is_counted),
        cmocka_unit_test(what_lives_on_is_counted_once_it_was_told_of),
        cmocka_unit_test(what_is_not_there_is_an_error),
        cmocka_unit_test(there_is_room_for_sixteen),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
