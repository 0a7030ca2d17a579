/* test_ssh.c - commands and files over ssh. */
#include "base/argv.h"
#include "common/cleanup.h"
#include "common/smallfile.h"
#include "ssh_stand_in.h"

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

static void a_connection_is_plain_and_quiet(void **state) {
    (void)state;
    struct error err = {0};
    assert_int_equal(remote_do(&target, "true", 10, &err), 0);
    cleanup_free char *own = arguments();
    assert_non_null(strstr(own, "BatchMode=yes\n"));
    assert_non_null(strstr(own, "ServerAliveInterval=0\n"));
    assert_non_null(strstr(own, "ControlPath=none\n"));
    assert_non_null(strstr(own, "\n--\nroot@there\nexec env -i "));
    assert_null(strstr(own, "-F\n"));

    struct ssh_target guest = {.destination = "guest", .config = "/run/v/ssh_config"};
    assert_int_equal(remote_do(&guest, "true", 10, &err), 0);
    cleanup_free char *brought = arguments();
    assert_int_equal(strncmp(brought, "-F\n/run/v/ssh_config\n", 20), 0);
}

static void a_failure_quotes_the_last_line_and_the_status(void **state) {
    (void)state;
    struct error err = {0};
    assert_int_equal(remote_do(&target, "echo no >&2; echo such luck >&2; exit 3", 10, &err), -1);
    assert_string_equal(err.text, "ssh root@there: such luck (exit status 3)");
}

static void a_hanging_command_ends_at_the_timeout(void **state) {
    (void)state;
    struct error err = {0};
    assert_int_equal(remote_do(&target, "sleep 60", 0.2, &err), -1);
    assert_non_null(strstr(err.text, "no answer within 0.2 s"));
}

static void a_file_arrives_whole_and_executable(void **state) {
    (void)state;
    char local[128], remote[128];
    snprintf(local, sizeof local, "%s/local", scratch);
    snprintf(remote, sizeof remote, "%s/it's there", scratch);
    scratch_write("local", "#!/bin/sh\necho hello\n");
    struct error err = {0};
    assert_int_equal(remote_put(&target, local, remote, 10, &err), 0);
    const char *argv[] = {remote, NULL};
    cleanup_free char *out = NULL;
    assert_int_equal(process_check(argv, &out, &err), 0);
    assert_string_equal(out, "hello");
    /* Again, over the older copy. */
    scratch_write("local", "#!/bin/sh\necho again\n");
    assert_int_equal(remote_put(&target, local, remote, 10, &err), 0);
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
    assert_int_equal(remote_put(&target, local, remote, 10, &err), -1);
    assert_non_null(strstr(err.text, "sha256"));
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_quoted_word_comes_through_a_shell_unchanged),
        cmocka_unit_test(a_connection_is_plain_and_quiet),
        cmocka_unit_test(a_failure_quotes_the_last_line_and_the_status),
        cmocka_unit_test(a_hanging_command_ends_at_the_timeout),
        cmocka_unit_test(a_file_arrives_whole_and_executable),
        cmocka_unit_test(a_file_that_arrives_damaged_is_refused),
    };
    return cmocka_run_group_tests(tests, set_up, scratch_remove);
}
