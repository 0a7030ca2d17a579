/* test_service_process.c - a service's process from its start to its end; shells stand for servers.
 */
#include "serve/process.h"

#include "common/clock.h"

#include <setjmp.h>
#include <signal.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>

#include <cmocka.h>

static struct net_address at; /* where nobody listens */

static const char *script[] = {"-c", NULL, NULL};

static const char *reads = "";

static void input(FILE *out, const struct service_place *place) {
    (void)place;
    fputs(reads, out);
}

/* A server that is a shell with these commands. */
static struct service shell(const char *commands) {
    script[1] = commands;
    return (struct service){.name = "shell",
                            .program = "/bin/sh",
                            .user = "root",
                            .arguments = script,
                            .ready_s = 0.3,
                            .stop_s = 0.3,
                            .input = input};
}

static void start(struct service_process *process, const struct service *service) {
    const struct service_place place = {.listen = &at, .password = "secret"};
    struct error err;
    if (service_start(process, service, &place, &err) < 0)
        fail_msg("%s", err.text);
}

static void await_fails(const char *commands, const char *says) {
    struct service service = shell(commands);
    struct service_process process;
    struct rusage used;
    struct error err;
    start(&process, &service);
    assert_int_equal(service_await(&process, &at, &err), -1);
    if (!strstr(err.text, says))
        fail_msg("'%s' does not say: %s", err.text, says);
    service_stop(&process, &used, NULL);
}

static void one_that_ends_is_quoted(void **state) {
    (void)state;
    await_fails("echo first; echo boom >&2; exit 3",
                "shell ended before it listened (exit status 3): boom");
    await_fails("exit 0", "(exit status 0): it said nothing");
    await_fails("kill -9 $$", "shell ended before it listened (signal 9)");
}

static void one_that_does_not_listen_is_given_up(void **state) {
    (void)state;
    await_fails("echo waiting; exec sleep 60", "shell accepts nothing after 0.3 s: waiting");
}

static void a_program_that_is_not_there_is_told(void **state) {
    (void)state;
    struct service service = shell("");
    struct service_process process;
    struct rusage used;
    struct error err;
    service.program = "/nowhere/server";
    start(&process, &service);
    assert_int_equal(service_await(&process, &at, &err), -1);
    assert_non_null(strstr(err.text, "/nowhere/server: No such file"));
    service_stop(&process, &used, NULL);
}

static void a_user_that_is_not_there_is_refused(void **state) {
    (void)state;
    struct service service = shell("");
    struct service_process process;
    struct rusage used;
    struct error err;
    service.user = "nobody-of-this-name";
    start(&process, &service);
    assert_int_equal(service_await(&process, &at, &err), -1);
    assert_non_null(strstr(err.text, "has no user 'nobody-of-this-name'"));
    assert_int_equal(service_stop(&process, &used, &err), 0);
}

static void its_orphans_end_before_it_counts_as_stopped(void **state) {
    (void)state;
    struct error err;
    struct rusage used;
    struct service_process process;
    const struct service service = shell("sleep 61.83 & exec sleep 60");
    start(&process, &service);
    nanosleep(&(struct timespec){.tv_nsec = 100000000}, NULL);
    assert_int_equal(system("pgrep -f 'sleep 61.83$' >/dev/null"), 0);
    assert_int_equal(service_stop(&process, &used, &err), 0);
    assert_int_not_equal(system("pgrep -f 'sleep 61.83$' >/dev/null"), 0);
}

static void it_reads_its_input(void **state) {
    (void)state;
    struct service service = shell("read a b; echo \"$b $a\"; exit 4");
    struct service_process process;
    struct rusage used;
    struct error err;
    reads = "hello there\n";
    start(&process, &service);
    reads = "";
    assert_int_equal(service_await(&process, &at, &err), -1);
    assert_non_null(strstr(err.text, "(exit status 4): there hello"));
    service_stop(&process, &used, NULL);
}

static void one_that_obeys_ends_at_once(void **state) {
    (void)state;
    struct service service =
        shell("i=0; while [ $i -lt 20000 ]; do i=$((i + 1)); done; exec sleep 60");
    struct service_process process;
    struct rusage used;
    struct error err;
    double begin = clock_now();
    service.stop_s = 20;
    start(&process, &service);
    int pid = process.pid;
    while (service_used(&process).ru_utime.tv_usec + service_used(&process).ru_utime.tv_sec == 0 &&
           clock_now() < begin + 20)
        ;
    assert_int_equal(service_stop(&process, &used, &err), 0);
    assert_true(clock_now() < begin + 20);
    assert_true(used.ru_utime.tv_sec > 0 || used.ru_utime.tv_usec > 0);
    assert_int_equal(kill(pid, 0), -1);
    assert_int_equal(service_stop(&process, &used, &err), 0); /* once more: nothing is there */
}

static void one_that_does_not_is_killed_and_told(void **state) {
    (void)state;
    struct service service = shell("trap '' TERM; echo deaf; while :; do sleep 0.05; done");
    struct service_process process;
    struct rusage used;
    struct error err;
    start(&process, &service);
    assert_int_equal(service_await(&process, &at, &err), -1); /* the trap is set by then */
    int pid = process.pid;
    assert_int_equal(service_stop(&process, &used, &err), -1);
    assert_non_null(strstr(err.text, "shell did not end within 0.3 s after SIGTERM; killed"));
    assert_int_equal(kill(pid, 0), -1);
}

int main(void) {
    struct error err;
    if (net_address_parse("127.0.0.1:1", 1, &at, &err) < 0)
        return 1;
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(one_that_ends_is_quoted),
        cmocka_unit_test(one_that_does_not_listen_is_given_up),
        cmocka_unit_test(a_program_that_is_not_there_is_told),
        cmocka_unit_test(a_user_that_is_not_there_is_refused),
        cmocka_unit_test(its_orphans_end_before_it_counts_as_stopped),
        cmocka_unit_test(it_reads_its_input),
        cmocka_unit_test(one_that_obeys_ends_at_once),
        cmocka_unit_test(one_that_does_not_is_killed_and_told),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
