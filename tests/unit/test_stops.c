/* test_stops.c - a stop that is over leaves its trace, in oneself and in a child. */
#include "base/process.h"
#include "common/stops.h"
#include "in_child.h"

#include <signal.h>
#include <string.h>

/* Its parent ends the stop that it gives itself. */
static bool stopped_once(void) {
    stops_watch();
    stops_forget();
    bool before = stops_seen();
    raise(SIGSTOP);
    bool after = stops_seen();
    stops_forget();
    return !before && after && !stops_seen();
}

static void who_is_continued_knows_it(void **state) {
    (void)state;
    fflush(NULL);
    pid_t child = fork();
    assert_true(child >= 0);
    if (child == 0)
        _exit(stopped_once() ? 0 : 1);
    int status;
    assert_int_equal(waitpid(child, &status, WUNTRACED), child);
    assert_true(WIFSTOPPED(status));
    kill(child, SIGCONT);
    assert_int_equal(waitpid(child, &status, 0), child);
    assert_true(WIFEXITED(status));
    assert_int_equal(WEXITSTATUS(status), 0);
}

/* Who starts a child hears of its stops, but of each only once. */
static void who_starts_a_child_knows_it(void **state) {
    (void)state;
    const char *argv[] = {"sleep", "60", NULL};
    struct process_spec spec = {.argv = argv};
    struct process_child child;
    assert_int_equal(process_start(&spec, "/dev/null", false, &child, NULL), 0);
    assert_false(process_continued(&child));
    kill(child.pid, SIGSTOP);
    siginfo_t info;
    assert_int_equal(waitid(P_PID, (id_t)child.pid, &info, WSTOPPED), 0);
    assert_false(process_continued(&child));
    kill(child.pid, SIGCONT);
    assert_true(process_continued(&child));
    assert_false(process_continued(&child));
    assert_true(process_alive(&child, NULL));
    process_stop(&child, 0);
    assert_false(process_continued(&child));
}

/* Programs that virtax starts begin as they would anywhere. */
static bool children_have_no_signal_blocked(void) {
    stops_watch();
    const char *argv[] = {"grep", "^SigBlk:.*[1-9a-f]", "/proc/self/status", NULL};
    struct process_spec spec = {.argv = argv};
    struct process_result result;
    bool none = process_run(&spec, &result, NULL) == 0 && result.exit_status == 1;
    process_result_free(&result);
    return none;
}

static void what_is_watched_is_not_handed_on(void **state) {
    (void)state;
    assert_in_child(children_have_no_signal_blocked);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(who_is_continued_knows_it),
        cmocka_unit_test(who_starts_a_child_knows_it),
        cmocka_unit_test(what_is_watched_is_not_handed_on),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
