/* test_conmon.c - monitors of containers that their engine has lost, by a stand-in. */
#include <setjmp.h>
#include <signal.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cmocka.h>

#include "base/conmon.h"
#include "common/cleanup.h"
#include "common/smallfile.h"
#include "scratch.h"

/* A process that looks like one, of a runtime that writes down what it is told. */
static pid_t monitor_of(const char *name) {
    char runtime[256];
    snprintf(runtime, sizeof runtime, "%s",
             scratch_write("runtime", "#!/bin/sh\necho \"$@\" >\"$0.told\"\n"));
    assert_int_equal(chmod(runtime, 0755), 0);
    pid_t pid = fork();
    if (pid == 0) {
        execlp("perl", "/usr/bin/conmon", "-e", "sleep 60", "--", "-c", "0123abcd", "-r", runtime,
               "-n", name, NULL);
        _exit(127);
    }
    char path[64];
    snprintf(path, sizeof path, "/proc/%d/comm", pid);
    for (int i = 0; i < 200; i++) { /* until it has become that */
        cleanup_free char *comm = small_file_read(path, NULL);
        if (comm && strcmp(comm, "perl") == 0)
            break;
        usleep(10000);
    }
    return pid;
}

static void one_of_that_name_is_ended(void **state) {
    (void)state;
    int status = 0;
    pid_t pid = monitor_of("vtx-test-podman");
    conmon_end("vtx-test-podman");
    assert_int_equal(waitpid(pid, &status, 0), pid);
    assert_true(WIFSIGNALED(status) && WTERMSIG(status) == SIGKILL);
    cleanup_free char *told = small_file_read(scratch_path("runtime.told"), NULL);
    assert_non_null(told);
    assert_string_equal(told, "delete --force 0123abcd");
}

static void one_of_another_name_is_left_alone(void **state) {
    (void)state;
    pid_t pid = monitor_of("vtx-test-podman-2");
    conmon_end("vtx-test-podman");
    assert_int_equal(waitpid(pid, NULL, WNOHANG), 0);
    assert_int_equal(access(scratch_path("runtime.told"), F_OK), -1);
    kill(pid, SIGKILL);
    waitpid(pid, NULL, 0);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(one_of_that_name_is_ended, scratch_make, scratch_remove),
        cmocka_unit_test_setup_teardown(one_of_another_name_is_left_alone, scratch_make,
                                        scratch_remove),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
