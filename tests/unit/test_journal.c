/* test_journal.c - what is listed is unmade, once, in reverse, and also after its owner died. */
#include "base/journal.h"
#include "base/process.h"
#include "clean_start.h"
#include "common/smallfile.h"

#include <setjmp.h>
#include <signal.h>
#include <stdarg.h>
#include <stdint.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cmocka.h>

static struct journal *open_journal(void) {
    struct journal *journal;
    struct error err;
    if (journal_open(&journal, &err) < 0)
        fail_msg("%s", err.text);
    return journal;
}

static char *content(const char *name) {
    char *text = small_file_read(scratch_path(name), NULL);
    assert_non_null(text);
    return text;
}

static void closing_unmakes_everything(void **state) {
    (void)state;
    struct journal *journal = open_journal();
    struct error err;
    char *directory = strdup(scratch_path("made"));
    assert_true(journal_add(journal, "directory", directory, "", &err) >= 0);
    assert_int_equal(mkdir(directory, 0700), 0);
    scratch_write("made/file", "x");
    assert_true(journal_add(journal, "setting", scratch_write("setting", "new"), "old", &err) >= 0);
    assert_int_equal(journal_close(journal, &err), 0);
    assert_int_equal(access(directory, F_OK), -1);
    char *setting = content("setting");
    assert_string_equal(setting, "old");
    free(setting);
    free(directory);
}

static void settings_are_restored_in_reverse(void **state) {
    (void)state;
    struct journal *journal = open_journal();
    char *path = strdup(scratch_write("setting", "3"));
    journal_add(journal, "setting", path, "1", NULL);
    journal_add(journal, "setting", path, "2", NULL);
    assert_int_equal(journal_close(journal, NULL), 0);
    char *setting = content("setting");
    assert_string_equal(setting, "1");
    free(setting);
    free(path);
}

/* /proc/sys/kernel/ostype refuses every write. */
static void what_refuses_to_change_has_not_changed(void **state) {
    (void)state;
    struct journal *journal = open_journal();
    struct error err = {0};
    assert_true(journal_add(journal, "setting", "/proc/sys/kernel/ostype", "Linux", &err) >= 0);
    if (journal_close(journal, &err) < 0)
        fail_msg("%s", err.text);
}

static void undone_things_are_not_undone_again(void **state) {
    (void)state;
    struct journal *journal = open_journal();
    char *path = strdup(scratch_write("setting", "3"));
    int id = journal_add(journal, "setting", path, "1", NULL);
    assert_int_equal(journal_undo(journal, id, NULL), 0);
    scratch_write("setting", "9");
    assert_int_equal(journal_undo(journal, id, NULL), 0);
    assert_int_equal(journal_close(journal, NULL), 0);
    char *setting = content("setting");
    assert_string_equal(setting, "9");
    free(setting);
    free(path);
}

static void unknown_kinds_are_refused(void **state) {
    (void)state;
    struct journal *journal = open_journal();
    struct error err;
    assert_int_equal(journal_add(journal, "spaceship", "x", "", &err), -1);
    assert_string_equal(err.text, "journal: unknown kind 'spaceship'");
    assert_int_equal(journal_close(journal, NULL), 0);
}

/* A run that dies without a word; its thing stays. */
static void die_with(const char *kind, const char *name, const char *value) {
    pid_t pid = fork();
    if (pid == 0) {
        struct journal *journal;
        if (journal_open(&journal, NULL) < 0 || journal_add(journal, kind, name, value, NULL) < 0)
            _exit(1);
        kill(getpid(), SIGKILL);
    }
    int status;
    assert_int_equal(waitpid(pid, &status, 0), pid);
    assert_true(WIFSIGNALED(status));
}

static void cleaning_unmakes_what_the_dead_left(void **state) {
    (void)state;
    die_with("setting", scratch_write("setting", "new"), "old");
    struct error err = {0};
    FILE *out = fopen("/dev/null", "we");
    assert_int_equal(journal_clean(out, &err), 1);
    assert_int_equal(journal_clean(out, &err), 0);
    fclose(out);
    char *setting = content("setting");
    assert_string_equal(setting, "old");
    free(setting);
}

static void cleaning_leaves_the_living_alone(void **state) {
    (void)state;
    struct journal *journal = open_journal();
    journal_add(journal, "setting", scratch_write("setting", "new"), "old", NULL);
    FILE *out = fopen("/dev/null", "we");
    assert_int_equal(journal_clean(out, NULL), 0);
    fclose(out);
    char *setting = content("setting");
    assert_string_equal(setting, "new");
    free(setting);
    assert_int_equal(journal_close(journal, NULL), 0);
}

static void only_the_same_process_is_killed(void **state) {
    (void)state;
    const char *argv[] = {"sleep", "60", NULL};
    struct process_spec spec = {.argv = argv};
    struct process_child child;
    assert_int_equal(process_start(&spec, "/dev/null", false, &child, NULL), 0);
    char pid[16], start[32];
    snprintf(pid, sizeof pid, "%d", (int)child.pid);
    struct journal *journal = open_journal();
    int other = journal_add(journal, "process", pid, "12345", NULL);
    assert_int_equal(journal_undo(journal, other, NULL), 0);
    assert_true(process_alive(&child, NULL));
    int same = journal_add(journal, "process", pid,
                           journal_process_start(child.pid, start, sizeof start), NULL);
    assert_int_equal(journal_undo(journal, same, NULL), 0);
    int exit_status = 0;
    assert_false(process_alive(&child, &exit_status));
    assert_int_equal(exit_status, 128 + SIGKILL);
    assert_int_equal(journal_close(journal, NULL), 0);
}

static void links_and_namespaces_that_are_gone_are_undone(void **state) {
    (void)state;
    struct journal *journal = open_journal();
    struct error err = {0};
    assert_true(journal_add(journal, "namespace", "vtx-0-none", "", &err) >= 0);
    assert_true(journal_add(journal, "link", "vtx-0-no", "", &err) >= 0);
    if (journal_close(journal, &err) < 0)
        fail_msg("%s", err.text);
}

/* Directories alone, as a control group's files go with it. */
static void groups_go_from_each_hierarchy_with_those_below(void **state) {
    (void)state;
    static const char *const made[] = {
        "groups",      "groups/cpu",      "groups/cpu/own",   "groups/cpu/own/below",
        "groups/pids", "groups/pids/own", "groups/pids/other"};
    struct journal *journal = open_journal();
    struct error err;
    for (size_t i = 0; i < sizeof made / sizeof *made; i++)
        assert_int_equal(mkdir(scratch_path(made[i]), 0700), 0);
    assert_true(journal_add(journal, "control-group", scratch_path("groups/*/own"), "", &err) >= 0);
    assert_true(journal_add(journal, "control-group", scratch_path("nowhere/*"), "", &err) >= 0);
    assert_int_equal(journal_close(journal, &err), 0);
    assert_int_equal(access(scratch_path("groups/cpu/own"), F_OK), -1);
    assert_int_equal(access(scratch_path("groups/pids/own"), F_OK), -1);
    assert_int_equal(access(scratch_path("groups/pids/other"), F_OK), 0);
}

/* Procfs refuses both values. */
static void closing_tells_of_every_setting_that_differs(void **state) {
    (void)state;
    struct journal *journal = open_journal();
    struct error err = {0};
    assert_true(journal_add(journal, "setting", "/proc/sys/kernel/ostype", "Plan9", &err) >= 0);
    assert_true(journal_add(journal, "setting", "/proc/sys/kernel/pid_max", "1", &err) >= 0);
    assert_int_equal(journal_close(journal, &err), -1);
    assert_non_null(strstr(err.text, "removing setting /proc/sys/kernel/ostype"));
    assert_non_null(strstr(err.text, "removing setting /proc/sys/kernel/pid_max"));
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(closing_unmakes_everything),
        cmocka_unit_test(settings_are_restored_in_reverse),
        cmocka_unit_test(what_refuses_to_change_has_not_changed),
        cmocka_unit_test(undone_things_are_not_undone_again),
        cmocka_unit_test(unknown_kinds_are_refused),
        cmocka_unit_test(cleaning_unmakes_what_the_dead_left),
        cmocka_unit_test(cleaning_leaves_the_living_alone),
        cmocka_unit_test(only_the_same_process_is_killed),
        cmocka_unit_test(links_and_namespaces_that_are_gone_are_undone),
        cmocka_unit_test(groups_go_from_each_hierarchy_with_those_below),
        cmocka_unit_test(closing_tells_of_every_setting_that_differs),
    };
    return cmocka_run_group_tests(tests, clean_start, scratch_remove);
}
