/* test_ssh.c - commands and files over ssh, with a stand-in for ssh that runs the command here by
 * sh -c. */
#include "base/journal_kinds.h"
#include "base/ssh.h"
#include "common/cleanup.h"
#include "common/smallfile.h"
#include "scratch.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>
#include <sys/stat.h>

#include <cmocka.h>

static const struct ssh_target target = {.destination = "root@there", .config = ""};

static void write_executable(const char *name, const char *text) {
    assert_int_equal(chmod(scratch_write(name, text), 0755), 0);
}

/* Keeps its arguments in a file beside it; the last is the command for the remote shell. */
static int set_up(void **state) {
    if (scratch_make(state) != 0)
        return -1;
    write_executable("ssh", "#!/bin/sh\n"
                            "printf '%s\\n' \"$@\" >\"$(dirname \"$0\")/arguments\"\n"
                            "for last; do :; done\n"
                            "exec sh -c \"$last\"\n");
    char path[512];
    snprintf(path, sizeof path, "%s:%s", scratch, getenv("PATH"));
    return setenv("PATH", path, 1);
}

static char *arguments(void) {
    char *text = small_file_read(scratch_path("arguments"), NULL);
    assert_non_null(text);
    return text;
}

static void a_quoted_word_comes_through_a_shell_unchanged(void **state) {
    (void)state;
    static const char *const words[] = {
        "plain", "", "two words", "it's", "''", "$HOME `id` \\ \"x\"", "line\nline", "-n", "*"};
    for (size_t i = 0; i < sizeof words / sizeof words[0]; i++) {
        cleanup_free char *quoted = shell_quote(words[i]);
        cleanup_free char *command = NULL;
        assert_true(asprintf(&command, "printf '[%%s]' %s", quoted) > 0);
        const char *argv[] = {"sh", "-c", command, NULL};
        struct error err = {0};
        cleanup_free char *out = NULL, *wanted = NULL;
        assert_int_equal(process_check(argv, &out, &err), 0);
        assert_true(asprintf(&wanted, "[%s]", words[i]) > 0);
        assert_string_equal(out, wanted);
    }
}

static void the_output_comes_back_without_its_last_newline(void **state) {
    (void)state;
    struct error err = {0};
    cleanup_free char *out = NULL;
    assert_int_equal(ssh_check(&target, "echo one; echo two", 10, &out, &err), 0);
    assert_string_equal(out, "one\ntwo");
}

static void a_connection_is_plain_and_quiet(void **state) {
    (void)state;
    struct error err = {0};
    assert_int_equal(ssh_check(&target, "true", 10, NULL, &err), 0);
    cleanup_free char *own = arguments();
    assert_non_null(strstr(own, "BatchMode=yes\n"));
    assert_non_null(strstr(own, "ServerAliveInterval=0\n"));
    assert_non_null(strstr(own, "ControlPath=none\n"));
    assert_non_null(strstr(own, "\n--\nroot@there\ntrue"));
    assert_null(strstr(own, "-F\n"));

    struct ssh_target guest = {.destination = "guest", .config = "/run/v/ssh_config"};
    assert_int_equal(ssh_check(&guest, "true", 10, NULL, &err), 0);
    cleanup_free char *brought = arguments();
    assert_int_equal(strncmp(brought, "-F\n/run/v/ssh_config\n", 20), 0);
}

static void a_failure_quotes_the_last_line_and_the_status(void **state) {
    (void)state;
    struct error err = {0};
    assert_int_equal(ssh_check(&target, "echo no >&2; echo such luck >&2; exit 3", 10, NULL, &err),
                     -1);
    assert_string_equal(err.text, "ssh root@there: such luck (exit status 3)");
}

static void a_hanging_command_ends_at_the_timeout(void **state) {
    (void)state;
    struct error err = {0};
    assert_int_equal(ssh_check(&target, "sleep 60", 0.2, NULL, &err), -1);
    assert_non_null(strstr(err.text, "no answer within 0.2 s"));
}

static void a_file_arrives_whole_and_executable(void **state) {
    (void)state;
    char local[128], remote[128];
    snprintf(local, sizeof local, "%s/local", scratch);
    snprintf(remote, sizeof remote, "%s/it's there", scratch);
    scratch_write("local", "#!/bin/sh\necho hello\n");
    struct error err = {0};
    assert_int_equal(ssh_put(&target, local, remote, 10, &err), 0);
    const char *argv[] = {remote, NULL};
    cleanup_free char *out = NULL;
    assert_int_equal(process_check(argv, &out, &err), 0);
    assert_string_equal(out, "hello");
    /* Again, over the older copy. */
    scratch_write("local", "#!/bin/sh\necho again\n");
    assert_int_equal(ssh_put(&target, local, remote, 10, &err), 0);
    free(out);
    assert_int_equal(process_check(argv, &out, &err), 0);
    assert_string_equal(out, "again");
}

static void a_file_that_arrives_damaged_is_refused(void **state) {
    (void)state;
    char local[128], remote[128];
    snprintf(local, sizeof local, "%s/local", scratch);
    snprintf(remote, sizeof remote, "%s/damaged", scratch);
    scratch_write("local", "sound");
    write_executable("ssh", "#!/bin/sh\n"
                            "for last; do :; done\n"
                            "tr s z | sh -c \"$last\"\n");
    struct error err = {0};
    assert_int_equal(ssh_put(&target, local, remote, 10, &err), -1);
    assert_non_null(strstr(err.text, "sha256"));
}

/* /proc/sys/kernel/ostype refuses every write. */
static void a_setting_that_cannot_be_written_there_needs_no_undoing(void **state) {
    (void)state;
    struct error err = {0};
    const struct journal_kind *setting = journal_kind("ssh-setting");
    if (setting->undo("/proc/sys/kernel/ostype", "root@there Linux", &err) < 0)
        fail_msg("%s", err.text);
    cleanup_free char *path = strdup(scratch_write("setting", "new"));
    assert_int_equal(setting->undo(path, "root@there old and wide", &err), 0);
    cleanup_free char *text = small_file_read(path, NULL);
    assert_string_equal(text, "old and wide");
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_quoted_word_comes_through_a_shell_unchanged),
        cmocka_unit_test(the_output_comes_back_without_its_last_newline),
        cmocka_unit_test(a_connection_is_plain_and_quiet),
        cmocka_unit_test(a_failure_quotes_the_last_line_and_the_status),
        cmocka_unit_test(a_hanging_command_ends_at_the_timeout),
        cmocka_unit_test(a_file_arrives_whole_and_executable),
        cmocka_unit_test(a_file_that_arrives_damaged_is_refused),
        cmocka_unit_test(a_setting_that_cannot_be_written_there_needs_no_undoing),
    };
    return cmocka_run_group_tests(tests, set_up, scratch_remove);
}
