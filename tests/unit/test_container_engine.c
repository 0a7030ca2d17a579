/* test_container_engine.c - another engine with docker(1)'s words is a row: its name reaches the
 * commands, the journal and the messages, and `docker` is never called. */
#include "base/process.h"
#include "common/cleanup.h"
#include "common/smallfile.h"
#include "environments/docker_cell.h"
#include "environments/environments.h"
#include "scratch.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cmocka.h>

/* Notes what it is called with; its `run` is a kernel that says which engine it would choose. */
static const char stand_in[] =
    "#!/bin/sh\n"
    "echo \"${0##*/} $*\" >>\"${0%/*}/log\"\n"
    "case $1 in run) echo '{\"parameters\":{\"engine\":\"threads\"}}' ;; esac\n"
    "[ \"$1 $2\" != 'image inspect' ]\n";

static struct docker_engine running = {.apart = true};
static bool gone;

static bool answers(char version[64], struct error *err) {
    if (gone)
        error_unavailable(err, "no ferry answers");
    snprintf(version, 64, "7.1");
    return !gone;
}

static const struct docker_engine *hold(const char *network, struct journal *journal,
                                        struct error *err) {
    (void)network, (void)journal, (void)err;
    return &running;
}

static void release(struct journal *journal) {
    (void)journal;
}

static struct engine_answer asked;
static const struct container_engine ferry = {.command = "ferry",
                                              .title = "Ferry",
                                              .host = "FERRY_HOST",
                                              .asked = &asked,
                                              .answers = answers,
                                              .hold = hold,
                                              .release = release};
static struct environment_type type;
static struct plan plan;
static struct plan_figure figure = {.name = (char[]){"f"},
                                    .kernel = (char[]){"stream"},
                                    .cpus = (char[]){"0"},
                                    .memory_nodes = (char[]){"0"},
                                    .cell_timeout_s = 20};
static struct lab lab = {.spec = {.elsewhere = NULL}};
static struct context context = {.plan = &plan, .root = ""};
static struct environment environment = {.type = &type, .context = &context, .name = "ferry-nat"};

/* The row of docker-nat, on the other engine. */
static int set_up(void **state) {
    char path[8192];
    struct error err;
    if (scratch_make(state) < 0 || chmod(scratch_write("ferry", stand_in), 0700) < 0 ||
        chmod(scratch_write("docker", stand_in), 0700) < 0)
        return -1;
    snprintf(path, sizeof path, "%s:%s", scratch, getenv("PATH"));
    setenv("PATH", path, 1);
    setenv("FERRY_HOST", "unix:///run/ferry.sock", 1);
    setenv(JOURNAL_STATE, scratch, 1);
    struct environment_type changed = environment_docker[2];
    changed.name = "ferry-nat";
    changed.container_engine = &ferry;
    memcpy(&type, &changed, sizeof type);
    return journal_open(&context.journal, &err);
}

static char *contents(const char *name) {
    char *text = small_file_read(scratch_path(name), NULL);
    if (!text)
        fail_msg("no %s", name);
    return text;
}

static char *journal_text(void) {
    char name[64];
    snprintf(name, sizeof name, "%s.journal", journal_prefix(context.journal));
    return contents(name);
}

static void its_name_reaches_the_commands_and_the_journal(void **state) {
    (void)state;
    const char *const arguments[] = {"--json", NULL};
    struct error err = {.text = ""};
    struct execution execution;
    execution_clear(&execution);
    if (type.does->up(&environment, &figure, &err) < 0)
        fail_msg("%s", err.text);
    cleanup_free char *listed = journal_text();
    assert_non_null(strstr(listed, "\"value\":\"ferry unix:///run/ferry.sock\""));
    if (environment_exec(&environment, &figure, arguments, &execution, &err) < 0)
        fail_msg("%s", err.text);
    execution_free(&execution);
    type.does->down(&environment);
    cleanup_free char *log = contents("log");
    assert_non_null(strstr(log, "ferry image inspect virtax:"));
    assert_non_null(strstr(log, "\nferry build --quiet --file "));
    assert_non_null(strstr(log, "\nferry run --rm --name vtx-"));
    assert_non_null(strstr(log, "\nferry rm --force vtx-"));
    assert_null(strstr(log, "docker "));
}

static void what_it_lets_through_is_asked_of_it_once(void **state) {
    (void)state;
    struct engine_answer answer;
    struct error err = {.text = ""};
    assert_int_equal(journal_close(context.journal, &err), 0); /* asking has its own */
    context.journal = NULL;
    for (int i = 0; i < 2; i++)
        if (docker_ask_engine(&type, &plan, &figure, &answer, &err) < 0)
            fail_msg("%s", err.text);
    assert_string_equal(answer.engine, "threads");
    assert_string_equal(answer.who, "Ferry 7.1's seccomp profile");
    cleanup_free char *log = contents("log");
    const char *run = strstr(log, "\nferry run ");
    assert_non_null(run);
    assert_null(strstr(run + 1, "\nferry run "));
    assert_null(strstr(log, "docker "));
}

static void messages_call_it_by_its_name(void **state) {
    (void)state;
    struct docker_cell cell = {.by = &ferry, .engine = &running};
    struct route route;
    struct error err = {.text = ""};
    environment.state = &cell;
    context.lab = &lab;
    assert_int_equal(type.does->route(&environment, &route, &err), -1);
    assert_non_null(strstr(err.text, "ferry-nat: a rootless Ferry, or one in a virtual machine"));
    running.apart = false;
    assert_int_equal(type.does->route(&environment, &route, &err), -1);
    assert_non_null(strstr(err.text, "this Ferry engine has no bridge network"));
    assert_non_null(strstr(err.text, "ferry-host needs none"));
    gone = true;
    assert_int_equal(type.does->joins_elsewhere(&type, &err), -1);
    assert_non_null(strstr(err.text, "a private Ferry daemon is not on this host's network"));
    gone = false;
    environment.state = NULL;
    context.lab = NULL;
}

static int tear_down(void **state) {
    struct error err;
    bool closed = !context.journal || journal_close(context.journal, &err) == 0;
    return closed ? scratch_remove(state) : -1;
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(its_name_reaches_the_commands_and_the_journal, set_up,
                                        tear_down),
        cmocka_unit_test_setup_teardown(what_it_lets_through_is_asked_of_it_once, set_up,
                                        tear_down),
        cmocka_unit_test_setup_teardown(messages_call_it_by_its_name, set_up, tear_down),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
