/* test_state_directory.c - in /tmp anybody can make a directory or a link of our name: nothing is
 * cleaned by what is written there. */
#include "base/journal.h"
#include "scratch.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cmocka.h>

enum { VICTIM = 65531, OTHER = 65532 }; /* users that nobody is */

static char state_directory[64], journal[96], victims[512];

/* What somebody's journal would have removed: a directory of the victim's. */
static int make_victim(void **state) {
    if (geteuid() != 0)
        return 0;
    if (scratch_make(state) < 0)
        return -1;
    snprintf(victims, sizeof victims, "%s", scratch_path("home"));
    snprintf(state_directory, sizeof state_directory, "/tmp/virtax-%d", VICTIM);
    snprintf(journal, sizeof journal, "%s/vtx-1.journal", state_directory);
    unlink(journal);
    unlink(state_directory);
    rmdir(state_directory);
    return mkdir(victims, 0700) < 0 || chown(victims, VICTIM, VICTIM) < 0 ||
                   chmod(scratch_path(""), 0777) < 0
               ? -1
               : 0;
}

static int remove_victim(void **state) {
    if (geteuid() != 0)
        return 0;
    unlink(journal);
    unlink(state_directory);
    rmdir(state_directory);
    return scratch_remove(state);
}

static void write_journal(const char *path, uid_t owner) {
    FILE *file = fopen(path, "w");
    assert_non_null(file);
    fprintf(file, "{\"id\":0,\"kind\":\"directory\",\"name\":\"%s\",\"value\":\"\"}\n", victims);
    fclose(file);
    assert_int_equal(chown(path, owner, owner), 0);
    assert_int_equal(chmod(path, 0666), 0);
}

/* 0: refused; 1: something was cleaned; 2: nothing was there to clean. */
static int clean_as_victim(void) {
    pid_t child = fork();
    assert_true(child >= 0);
    if (child == 0) {
        struct error err = {.text = ""};
        unsetenv("XDG_RUNTIME_DIR");
        if (setgid(VICTIM) < 0 || setuid(VICTIM) < 0)
            _exit(9);
        int undone = journal_clean(stderr, &err);
        _exit(undone < 0 ? (strstr(err.text, "remove it") ? 0 : 8) : undone > 0 ? 1 : 2);
    }
    int status;
    assert_int_equal(waitpid(child, &status, 0), child);
    assert_true(WIFEXITED(status));
    return WEXITSTATUS(status);
}

static bool victim_is_there(void) {
    return access(victims, F_OK) == 0;
}

static void ones_own_journal_is_obeyed(void **state) {
    (void)state;
    if (geteuid() != 0)
        skip();
    assert_int_equal(mkdir(state_directory, 0700), 0);
    assert_int_equal(chown(state_directory, VICTIM, VICTIM), 0);
    write_journal(journal, VICTIM);
    assert_int_equal(clean_as_victim(), 1);
    assert_false(victim_is_there());
}

static void a_directory_of_others_is_refused(void **state) {
    (void)state;
    if (geteuid() != 0)
        skip();
    assert_int_equal(mkdir(state_directory, 0777), 0);
    assert_int_equal(chown(state_directory, OTHER, OTHER), 0);
    write_journal(journal, OTHER);
    assert_int_equal(clean_as_victim(), 0);
    assert_true(victim_is_there());
}

static void a_link_instead_of_the_directory_is_refused(void **state) {
    (void)state;
    if (geteuid() != 0)
        skip();
    assert_int_equal(mkdir(scratch_path("elsewhere"), 0777), 0);
    write_journal(scratch_path("elsewhere/vtx-1.journal"), OTHER);
    assert_int_equal(symlink(scratch_path("elsewhere"), state_directory), 0);
    assert_int_equal(clean_as_victim(), 0);
    assert_true(victim_is_there());
}

static void a_journal_of_others_is_refused(void **state) {
    (void)state;
    if (geteuid() != 0)
        skip();
    assert_int_equal(mkdir(state_directory, 0700), 0);
    assert_int_equal(chown(state_directory, VICTIM, VICTIM), 0);
    write_journal(journal, OTHER);
    assert_int_equal(clean_as_victim(), 0);
    assert_int_equal(unlink(journal), 0);
    write_journal(scratch_path("linked"), VICTIM);
    assert_int_equal(symlink(scratch_path("linked"), journal), 0);
    assert_int_equal(clean_as_victim(), 0);
    assert_true(victim_is_there());
}

#define TEST(function) cmocka_unit_test_setup_teardown(function, make_victim, remove_victim)

int main(void) {
    const struct CMUnitTest tests[] = {
        TEST(ones_own_journal_is_obeyed),
        TEST(a_directory_of_others_is_refused),
        TEST(a_link_instead_of_the_directory_is_refused),
        TEST(a_journal_of_others_is_refused),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
