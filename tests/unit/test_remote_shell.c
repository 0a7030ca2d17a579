/* test_remote_shell.c - scripts on a machine whose shell speaks by itself: answers by their keys,
 * settings by their paths. */
#include "base/journal_kinds.h"
#include "base/remote_settings.h"
#include "common/cleanup.h"
#include "common/last_lines.h"
#include "common/smallfile.h"
#include "ssh_stand_in.h"

/* A stand-in whose shell speaks by itself before and after every command. */
static void speak(const char *before, const char *after) {
    cleanup_free char *text = NULL;
    assert_true(asprintf(&text,
                         "#!/bin/sh\n"
                         "for last; do :; done\n"
                         "%s\nsh -c \"$last\"\nstatus=$?\n%s\nexit $status\n",
                         before, after) > 0);
    write_executable("ssh", text);
}

static int be_quiet(void **state) {
    (void)state;
    write_stand_in();
    return 0;
}

static void answer_is(const json_t *answers, const char *key, const char *wanted) {
    const char *said = json_string_value(json_object_get(answers, key));
    if (!said || strcmp(said, wanted) != 0)
        fail_msg("%s is '%s' instead of '%s'", key, said ? said : "not there", wanted);
}

static void answers_come_by_their_keys_whatever_the_shell_says(void **state) {
    (void)state;
    static const struct {
        const char *before, *after, *said;
    } shells[] = {
        {":", ":", NULL},
        {"echo Welcome", ":", "Welcome"},
        {"printf Welcome", ":", "Welcome"},
        {"echo complaint >&2", ":", "complaint"},
        {":", "echo bye; echo bye >&2", "bye"},
        {"seq 100000; seq 1000 >&2", "seq 1000", "1"},
        {"echo 'virtax-0 answer one'", "echo 'virtax-0 answer one'", "virtax-0 answer one"},
        {"echo; echo \"$last\"", "echo \"$last\"", "exec env -i PATH="},
        {"export PS4='+ answer one' LC_ALL=de_DE.UTF-8 IFS=a; set -e", ":", NULL},
    };
    for (size_t i = 0; i < sizeof shells / sizeof shells[0]; i++) {
        speak(shells[i].before, shells[i].after);
        struct error err = {0};
        cleanup_json json_t *answers =
            remote_ask(&target,
                       "answer one; echo 1\nanswer none\nanswer two; printf '2\\n\\n2\\n'\n"
                       "answer last; printf no-newline; echo unheard >&2",
                       10, &err);
        if (!answers)
            fail_msg("shell %zu: %s", i, err.text);
        answer_is(answers, "one", "1");
        answer_is(answers, "none", "");
        answer_is(answers, "two", "2\n\n2");
        answer_is(answers, "last", "no-newline");
        const json_t *said = json_object_get(answers, REMOTE_CHATTER);
        if (shells[i].said && !(said && strncmp(json_string_value(said), shells[i].said,
                                                strlen(shells[i].said)) == 0))
            fail_msg("shell %zu: it said '%s'", i, said ? json_string_value(said) : "nothing");
        assert_int_equal(json_object_size(answers), shells[i].said ? 5 : 4);
    }
}

static void a_script_has_an_environment_of_its_own(void **state) {
    (void)state;
    speak("export LC_ALL=de_DE.UTF-8 HOME=/root STRAY=1", ":");
    struct error err = {0};
    cleanup_json json_t *answers = remote_ask(
        &target, "answer names; env | cut -d= -f1 | grep -v '^_$\\|PWD' | sort", 10, &err);
    answer_is(answers, "names", "HOME\nLC_ALL\nPATH");
}

/* A login shell takes what is between single quotes as it is, csh all but newlines and "!". */
static void the_command_is_one_line_of_plain_words(void **state) {
    (void)state;
    struct frame frame;
    struct error err = {0};
    assert_int_equal(frame_make(&frame, &err), 0);
    cleanup_free char *command = frame_command(&frame, "! test 'a\\b' = \"$(echo x)\"\n: \344");
    assert_null(strpbrk(command, "\n!^\344"));
    size_t quotes = 0;
    for (const char *at = command; (at = strchr(at, '\'')); at++)
        quotes++;
    assert_int_equal(quotes, 6);
    const char *argv[] = {"sh", "-c", command, NULL};
    assert_int_equal(process_check(argv, NULL, &err), 0);
}

static void a_shell_that_runs_nothing_is_named(void **state) {
    (void)state;
    struct error err = {0};
    speak("echo This account is closed >&2; exit 1", ":");
    assert_int_equal(remote_do(&target, ":", 10, &err), -1);
    assert_string_equal(err.text, "ssh root@there: the shell there ran no command: This account is "
                                  "closed; its start-up files must let it");
    /* One that says that all is well. */
    speak("echo Welcome; exit 0", ":");
    assert_int_equal(remote_do(&target, ":", 10, &err), -1);
    assert_non_null(strstr(err.text, "ran no command"));
}

static void the_cause_of_a_failure_is_the_scripts_own(void **state) {
    (void)state;
    struct error err = {0};
    speak("echo hello >&2", "echo bye >&2");
    assert_int_equal(remote_do(&target, "echo no such luck >&2; exit 3", 10, &err), -1);
    assert_string_equal(err.text, "ssh root@there: no such luck (exit status 3)");
    speak(":", "exit 0"); /* a wrapper that loses it */
    assert_int_equal(remote_do(&target, "exit 3", 10, &err), -1);
    speak(":", "status=1");
    assert_int_equal(remote_do(&target, "exit 0", 10, &err), 0);
}

static void a_command_is_told_from_what_the_shell_says_meanwhile(void **state) {
    (void)state;
    speak("printf Welcome; (sleep 0.1; echo late; echo late >&2) &", "echo bye; exit 0");
    struct error err = {0};
    struct frame frame;
    struct argv argv = {0};
    assert_int_equal(
        remote_command(&target,
                       "cd / && echo { && sleep 0.3 && echo } && echo virtax: end >&2; exit 3",
                       false, &frame, &argv, &err),
        0);
    struct process_spec spec = {.argv = argv_words(&argv), .timeout_s = 10};
    struct process_result result;
    assert_int_equal(process_run(&spec, &result, &err), 0);
    remote_cut(&frame, &result);
    assert_string_equal(result.out, "{\n}");
    assert_int_equal(result.out_size, 3);
    assert_int_equal(result.exit_status, 3);
    assert_string_equal(last_lines(result.err, 1), "virtax: end\n");
    process_result_free(&result);
    argv_free(argv.word);
}

static void what_streams_comes_at_once(void **state) {
    (void)state;
    speak("printf Welcome", "echo bye; exit 0");
    struct frame frame;
    struct argv argv = {0};
    assert_int_equal(
        remote_command(&target, "echo one; echo two; exit 3", true, &frame, &argv, NULL), 0);
    struct process_spec spec = {.argv = argv_words(&argv), .timeout_s = 10};
    struct process_result result;
    assert_int_equal(process_run(&spec, &result, NULL), 0);
    remote_cut(&frame, &result);
    assert_string_equal(result.out, "one\ntwo\n");
    assert_int_equal(result.exit_status, 3);
    process_result_free(&result);
    argv_free(argv.word);
}

/* /proc/sys/kernel/ostype refuses every write. */
static void a_setting_is_put_back_and_read_back(void **state) {
    (void)state;
    struct error err = {0};
    const struct journal_kind *setting = journal_kind("ssh-setting");
    speak("echo Welcome; printf 'to you'; echo psst >&2", "echo bye");
    if (setting->undo("/proc/sys/kernel/ostype", "root@there Linux", &err) < 0)
        fail_msg("%s", err.text);
    assert_int_equal(setting->undo("/proc/sys/gone/with_its_module", "root@there 1", &err), 0);
    cleanup_free char *path = strdup(scratch_write("setting", "new"));
    assert_int_equal(setting->undo(path, "root@there old and wide", &err), 0);
    cleanup_free char *text = small_file_read(path, NULL);
    assert_string_equal(text, "old and wide");

    assert_int_equal(setting->undo("/proc/sys/kernel/ostype", "root@there Plan9", &err), -1);
    assert_string_equal(err.text, "root@there: /proc/sys/kernel/ostype is 'Linux', and was 'Plan9' "
                                  "before the run");
}

static void settings_keep_to_their_paths(void **state) {
    (void)state;
    struct error err = {0};
    cleanup_free char *one = strdup(scratch_write("one", "always [madvise] never\n"));
    cleanup_free char *two = strdup(scratch_write("it's two", "4096\t131072\t6291456\n"));
    cleanup_free char *gone = strdup(scratch_path("gone"));
    cleanup_json json_t *wanted = json_pack("{s:n,s:n,s:n}", one, gone, two);
    speak("echo 1; echo 2", "echo 3");
    cleanup_json json_t *seen = remote_settings(&target, wanted, false, &err);
    answer_is(seen, one, "madvise");
    answer_is(seen, two, "4096 131072 6291456");
    assert_int_equal(json_object_size(seen), 2);

    cleanup_json json_t *values =
        json_pack("{s:s,s:s}", "/proc/sys/kernel/ostype", "Plan9", two, "7 8 9");
    cleanup_json json_t *after = remote_settings(&target, values, true, &err);
    answer_is(after, two, "7 8 9");
    answer_is(after, "/proc/sys/kernel/ostype", "Linux");
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_teardown(answers_come_by_their_keys_whatever_the_shell_says, be_quiet),
        cmocka_unit_test_teardown(a_script_has_an_environment_of_its_own, be_quiet),
        cmocka_unit_test(the_command_is_one_line_of_plain_words),
        cmocka_unit_test_teardown(a_shell_that_runs_nothing_is_named, be_quiet),
        cmocka_unit_test_teardown(the_cause_of_a_failure_is_the_scripts_own, be_quiet),
        cmocka_unit_test_teardown(what_streams_comes_at_once, be_quiet),
        cmocka_unit_test_teardown(a_command_is_told_from_what_the_shell_says_meanwhile, be_quiet),
        cmocka_unit_test(a_setting_is_put_back_and_read_back),
        cmocka_unit_test(settings_keep_to_their_paths),
    };
    return cmocka_run_group_tests(tests, set_up, scratch_remove);
}
