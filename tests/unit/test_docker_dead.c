/* test_docker_dead.c - an engine that dies in mid-run, through the environment itself. `docker` is
 * a stand-in: an engine that answers while a file is there. */
#include "base/journal.h"
#include "base/process.h"
#include "environments/environments.h"
#include "scratch.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cmocka.h>

static const char stand_in[] =
    "#!/bin/sh\n"
    "echo \"$1\" >>\"${0%/*}/log\"\n"
    "[ -e \"${0%/*}/alive\" ] || { echo 'Cannot connect to the Docker daemon' >&2\n"
    "    [ \"$1\" = run ] && exit 125; exit 1; }\n"
    "case $1 in version) echo \"${2#--format=}\" | sed 's/{{.*}}/20.10/' ;; run) exit 1 ;; esac\n";

static struct plan plan;
static struct plan_figure figure = {.name = (char[]){"f"},
                                    .kernel = (char[]){"stream"},
                                    .cpus = (char[]){"0"},
                                    .memory_nodes = (char[]){"0"},
                                    .cell_timeout_s = 20};
static struct context context = {.plan = &plan, .root = ""};
static struct environment environment = {
    .type = &environment_docker[0], .context = &context, .name = "docker"};

static int set_up(void **state) {
    char path[8192];
    struct error err;
    if (scratch_make(state) < 0 || chmod(scratch_write("docker", stand_in), 0700) < 0)
        return -1;
    snprintf(path, sizeof path, "%s:%s", scratch, getenv("PATH"));
    setenv("PATH", path, 1);
    return journal_open(&context.journal, &err);
}

static int tear_down(void **state) {
    environment.type->does->down(&environment);
    return journal_close(context.journal, NULL) < 0 ? -1 : scratch_remove(state);
}

static int run(void) {
    const char *const arguments[] = {"--json", NULL};
    struct execution execution;
    execution_clear(&execution);
    struct error err = {.text = ""};
    if (environment_exec(&environment, &figure, arguments, &execution, &err) < 0)
        fail_msg("%s", err.text);
    int status = execution.process.exit_status;
    execution_free(&execution);
    return status;
}

static void up(void) {
    struct error err = {.text = ""};
    if (environment.type->does->up(&environment, &figure, &err) < 0)
        fail_msg("%s", err.text);
}

static void a_user_outside_its_group_is_told(void **state) {
    (void)state;
    struct error err = {.text = ""};
    if (chmod(scratch_write("docker", "#!/bin/sh\necho 'Got permission denied while trying to "
                                      "connect to the Docker daemon socket' >&2\nexit 1\n"),
              0700) < 0)
        fail();
    char *search = strdup(getenv("PATH"));
    setenv("PATH", scratch, 1); /* nothing for a private daemon */
    int status = environment.type->does->probe(environment.type, "docker", NULL, &err);
    setenv("PATH", search, 1);
    free(search);
    assert_int_equal(status, -1);
    assert_int_equal(err.status, STATUS_UNAVAILABLE);
    assert_non_null(strstr(err.text, "Got permission denied while trying to connect"));
    assert_non_null(strstr(err.text, "usermod -aG docker"));
}

static void a_dead_engine_is_looked_for_again(void **state) {
    (void)state;
    struct error err = {.text = ""};
    scratch_write("alive", "");
    up();
    assert_int_equal(run(), 1); /* the kernel's own failure */
    assert_non_null(environment.state);
    assert_int_equal(unlink(scratch_path("alive")), 0);
    assert_int_equal(run(), 125);
    assert_null(environment.state);
    /* Not another engine in its place: the cells before were on this one. */
    assert_int_equal(environment.type->does->up(&environment, &figure, &err), -1);
    assert_non_null(strstr(err.text, "the Docker engine of this run is gone: no Docker daemon "
                                     "answers: docker: Cannot connect to the Docker daemon"));
    scratch_write("alive", "");
    up();
    assert_int_equal(run(), 1);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(a_user_outside_its_group_is_told, set_up, tear_down),
        cmocka_unit_test_setup_teardown(a_dead_engine_is_looked_for_again, set_up, tear_down),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
