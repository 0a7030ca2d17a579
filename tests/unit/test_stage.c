/* test_stage.c - environments that come up once, and are left when they do not. `ssh` is a stand-in
 * that runs its commands here. */
#include "measure/stage.h"

#include "base/process.h"
#include "base/project.h"

#include "common/cleanup.h"
#include "common/smallfile.h"
#include "scratch.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cmocka.h>

static const char stand_in[] = "#!/bin/sh\n"
                               "for command; do :; done\n"
                               "echo \"$command\" >>\"$STAND_IN_LOG\"\n"
                               "case $command in *two*) echo 'no room' >&2; exit 1 ;; esac\n"
                               "exec sh -c \"$command\"\n";

static struct plan plan;
static struct stage stage;
static struct journal *journal;
static struct plan_figure streams = {.name = (char[]){"streams"}, .kernel = (char[]){"one"}};
static struct plan_figure answers = {.name = (char[]){"answers"}, .kernel = (char[]){"two"}};

/* Where virtax looks for kernels when it is this program. */
static int make_kernel(const char *name) {
    mkdir(project_path("build").text, 0700);
    mkdir(project_path("build/bin").text, 0700);
    FILE *file = fopen(project_path("build/bin/%s", name).text, "w");
    if (!file || fputs("#!/bin/sh\n", file) < 0 || fchmod(fileno(file), 0700) < 0)
        return -1;
    return fclose(file);
}

static void remove_kernels(void) {
    unlink(project_path("build/bin/one").text);
    unlink(project_path("build/bin/two").text);
    rmdir(project_path("build/bin").text);
    rmdir(project_path("build").text);
}

static int open_stage(void **state) {
    char path[8192];
    struct error err;
    if (scratch_make(state) < 0 || chmod(scratch_write("ssh", stand_in), 0700) < 0 ||
        make_kernel("one") < 0 || make_kernel("two") < 0)
        return -1;
    snprintf(path, sizeof path, "%s:%s", scratch, getenv("PATH"));
    setenv("PATH", path, 1);
    setenv("STAND_IN_LOG", scratch_path("log"), 1);
    if (journal_open(&journal, &err) < 0)
        fail_msg("%s", err.text);
    stage_open(&stage, &plan, journal, NULL, NULL);
    return 0;
}

static int close_stage(void **state) {
    json_decref(stage_close(&stage));
    remove_kernels();
    return journal_close(journal, NULL) < 0 ? -1 : scratch_remove(state);
}

static unsigned told(const char *what) {
    cleanup_free char *log = small_file_read(scratch_path("log"), NULL);
    unsigned count = 0;
    for (const char *at = log; at && (at = strstr(at, what)); at++)
        count++;
    return count;
}

static struct environment *enter(const struct plan_figure *figure, struct error *err) {
    return stage_enter(&stage, "ssh:root@nowhere", 0, figure, err);
}

static void what_is_up_stays_up(void **state) {
    (void)state;
    struct error err = {.text = ""};
    for (int cell = 0; cell < 2; cell++) {
        struct environment *environment = enter(&streams, &err);
        if (!environment)
            fail_msg("%s", err.text);
        stage_leave(&stage, environment, &streams, false);
    }
    assert_int_equal(told("mkdir"), 1);
    assert_int_equal(told("rm -rf"), 0);
}

static void what_fails_later_is_taken_down(void **state) {
    (void)state;
    struct error err = {.text = ""};
    struct environment *environment = enter(&streams, &err);
    assert_non_null(environment);
    stage_leave(&stage, environment, &streams, false);
    assert_null(enter(&answers, &err));
    assert_non_null(strstr(err.text, "no room"));
    assert_null(environment->state);
    assert_int_equal(told("rm -rf"), 1);
    assert_null(enter(&streams, &err)); /* it keeps its reason, and is not tried again */
    assert_non_null(strstr(err.text, "no room"));
    assert_int_equal(told("mkdir"), 1);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(what_is_up_stays_up, open_stage, close_stage),
        cmocka_unit_test_setup_teardown(what_fails_later_is_taken_down, open_stage, close_stage),
    };
    process_catch_signals(); /* as virtax does: the stand-in reads not all that it is given */
    return cmocka_run_group_tests(tests, NULL, NULL);
}
