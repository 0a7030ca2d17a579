/* test_needs.c - programs that a kernel starts are looked for where it will run. */
#include "planning/needs.h"

#include "ssh_stand_in.h"

#include <stdlib.h>
#include <unistd.h>

static char program[512];

/* A machine that has the program, and this one has not. */
static int has_it(void **state) {
    (void)state;
    snprintf(program, sizeof program, "%s/loader", scratch);
    char text[2048];
    snprintf(text, sizeof text,
             "#!/bin/sh\nfor last; do :; done\ntouch %s\nchmod +x %s\nsh -c \"$last\"\nstatus=$?\n"
             "rm %s\nexit $status\n",
             program, program, program);
    write_executable("ssh", text);
    return 0;
}

static int has_nothing(void **state) {
    (void)state;
    snprintf(program, sizeof program, "%s/loader", scratch);
    write_stand_in();
    return 0;
}

/* STATUS_OK, or what is wrong; `peer` NULL: the lab's. */
static struct error asked(const char *service, const char *peer) {
    struct error err = {0};
    char name[] = "fig16", kernel[] = "sqlload", reached[64], serving[64];
    struct plan plan = {0};
    struct plan_figure figure = {.name = name, .kernel = kernel};
    snprintf(reached, sizeof reached, "%s", peer ? peer : "");
    snprintf(serving, sizeof serving, "%s", service ? service : "");
    plan.network.peer = peer ? reached : NULL;
    figure.service = service ? serving : NULL;
    json_t *told = json_pack("{s:[], s:[], s:[{s:s, s:s}]}", "results", "concerns", "needs",
                             "program", program, "package", "loader-tools");
    assert_int_equal(yields_take(told, "", &figure.yields, &err), 0);
    int status = needs_check(&plan, &figure, &err);
    assert_int_equal(status, err.status == STATUS_OK ? 0 : -1);
    json_decref(figure.yields);
    json_decref(told);
    return err;
}

static void is_missing(struct error err, const char *where) {
    char wanted[1024];
    snprintf(wanted, sizeof wanted,
             "fig16: sqlload: %s%s is not there; `apt-get install loader-tools` brings it", where,
             program);
    assert_int_equal(err.status, STATUS_UNAVAILABLE);
    assert_string_equal(err.text, wanted);
}

static void the_loader_is_looked_for_on_the_peer(void **state) {
    (void)state;
    assert_int_equal(asked("mariadb", "ssh:root@there").status, STATUS_OK);
    is_missing(asked("mariadb", NULL), "");
    is_missing(asked(NULL, "ssh:root@there"), ""); /* its kernel runs in the environments */
}

static void a_peer_without_it_is_named(void **state) {
    (void)state;
    is_missing(asked("mariadb", "ssh:root@there"), "ssh:root@there: ");
    write_executable("loader", ""); /* the stand-in is this machine */
    assert_int_equal(asked("mariadb", "ssh:root@there").status, STATUS_OK);
    assert_int_equal(asked("mariadb", NULL).status, STATUS_OK);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup(the_loader_is_looked_for_on_the_peer, has_it),
        cmocka_unit_test_setup(a_peer_without_it_is_named, has_nothing),
    };
    return cmocka_run_group_tests(tests, set_up, scratch_remove);
}
