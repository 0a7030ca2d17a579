/* test_kernelops_rally.c - tokens that come back spoilt, registers that are lost, partners that are
 * gone. */
#include "common/cpulist.h"
#include "harness/threads.h"
#include "kernelops/rally.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>
#include <unistd.h>

#include <cmocka.h>

static struct place place;

static pid_t tester;

/* Only the one that was forked goes astray. */
static bool spoils(struct rally_pair *pair) {
    return getpid() == tester ? rally_plain(pair) : false;
}

static bool loses_registers(struct rally_pair *pair) {
    rally_plain(pair);
    return getpid() != tester;
}

static void rallies_that_fail(void **state) {
    (void)state;
    static const struct {
        struct rally_kind kind;
        const char *says;
    } cases[] = {
        {{"an eventfd", rally_eventfds, spoils, 0}, "came back as"},
        {{"a pipe", rally_pipes, spoils, 0}, "came back as"},
        {{"a pipe", rally_pipes, loses_registers, 0}, "registers are lost"},
    };
    tester = getpid();
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        struct error err = {0};
        void *rally;
        assert_int_equal(rally_start(&cases[i].kind, &place, &rally, &err), 0);
        assert_int_equal(rally_run(rally, 1, &err), -1);
        assert_non_null(strstr(err.text, cases[i].says));
        rally_end(rally);
    }
}

/* A second token cannot come back from a partner that is gone. */
static void a_partner_that_is_gone(void **state) {
    (void)state;
    static const struct rally_kind kind = {"a Unix socket", rally_sockets, spoils, 0};
    struct error err = {0};
    void *rally;
    tester = getpid();
    assert_int_equal(rally_start(&kind, &place, &rally, &err), 0);
    assert_int_equal(rally_run(rally, 1, &err), -1);
    assert_int_equal(rally_run(rally, 1, &err), -1);
    rally_end(rally);
}

int main(void) {
    struct cpu_set cpus;
    if (threads_allowed_cpus(&cpus, NULL) < 0)
        return 1;
    place.cpu[0] = cpulist_nth(&cpus, 0);
    place.cpu[1] = cpulist_nth(&cpus, 1);
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(rallies_that_fail),
        cmocka_unit_test(a_partner_that_is_gone),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
