/* test_guest_vhost.c - threads of vhost are found by their name, bound and accounted; a process of
 * the same name stands in. */
#include "common/cpu_set.h"
#include "guest/guest_pinning.h"

#include <sched.h>
#include <setjmp.h>
#include <signal.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cmocka.h>

static pid_t stand_in(const char *name) {
    int ready[2];
    char byte = 0;
    assert_int_equal(pipe(ready), 0);
    pid_t pid = fork();
    if (pid == 0) {
        prctl(PR_SET_NAME, name);
        prctl(PR_SET_PDEATHSIG, SIGKILL);
        if (write(ready[1], &byte, 1) != 1)
            _exit(1);
        for (volatile unsigned long i = 0;; i++)
            ;
    }
    assert_int_equal(read(ready[0], &byte, 1), 1);
    close(ready[0]);
    close(ready[1]);
    return pid;
}

static void threads_of_this_qemu_are_bound(void **state) {
    (void)state;
    struct guest_vhost vhost;
    struct error err;
    struct cpu_set first, seen;
    cpu_set_clear(&first);
    cpu_set_add(sched_getcpu(), &first);
    pid_t ours = stand_in("vhost-4711"), other = stand_in("vhost-47112");
    assert_int_equal(guest_vhost_bind(4711, &first, &vhost, &err), 0);
    assert_int_equal(vhost.count, 1);
    assert_int_equal(vhost.thread[0], ours);
    assert_int_equal(cpu_set_of_thread(ours, &seen), 0);
    assert_true(cpu_set_equal(&seen, &first));
    for (int i = 0; i < 1000 && guest_vhost_cpu_s(&vhost) == 0; i++)
        usleep(10000);
    assert_true(guest_vhost_cpu_s(&vhost) > 0);
    kill(ours, SIGKILL);
    kill(other, SIGKILL);
    waitpid(ours, NULL, 0);
    waitpid(other, NULL, 0);
    assert_true(guest_vhost_cpu_s(&vhost) == 0);
}

static void none_is_no_error(void **state) {
    (void)state;
    struct guest_vhost vhost;
    struct error err;
    struct cpu_set cpus;
    assert_int_equal(cpu_set_of_thread(0, &cpus), 0);
    assert_int_equal(guest_vhost_bind(1, &cpus, &vhost, &err), 0);
    assert_int_equal(vhost.count, 0);
    assert_true(guest_vhost_cpu_s(&vhost) == 0);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(threads_of_this_qemu_are_bound),
        cmocka_unit_test(none_is_no_error),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
