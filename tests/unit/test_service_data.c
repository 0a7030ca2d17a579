/* test_service_data.c - a service's directory: made anew, filled by its program, removed. Shells
 * stand for servers. */
#include "serve/child.h"
#include "serve/data.h"

#include "scratch.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cmocka.h>

static struct net_address at;
static const struct service_place place = {.listen = &at, .password = "secret"};
static char path[PATH_MAX];

static const char *script[] = {"-c", NULL, "{data}", NULL};

static struct service shell(const char *commands) {
    script[1] = commands;
    return (struct service){.name = "shell",
                            .program = "/bin/sh",
                            .user = "root",
                            .data_arguments = script,
                            .data_input = scratch_write("input", "some words\n"),
                            .ready_s = 0.5,
                            .stop_s = 0.3};
}

static bool there(const char *name) {
    char file[PATH_MAX + 32];
    snprintf(file, sizeof file, "%s/virtax-shell/%s", scratch, name);
    return access(file, F_OK) == 0;
}

static void its_program_fills_it(void **state) {
    (void)state;
    struct error err;
    struct service service = shell("cat >\"$0/words\"");
    if (data_make(&service, scratch, &place, path, &err) < 0)
        fail_msg("%s", err.text);
    assert_true(there("words"));
    struct stat status;
    assert_int_equal(stat(path, &status), 0);
    assert_int_equal(status.st_mode & 0777, 0700);
    assert_int_equal(data_remove(path, &err), 0);
    assert_false(there(""));
    assert_int_equal(data_remove(path, &err), 0); /* once more: nothing is there */
}

static void what_an_earlier_life_left_is_gone(void **state) {
    (void)state;
    struct error err;
    struct service first = shell("mkdir \"$0/below\"; : >\"$0/below/old\"; ln -s /etc \"$0/link\"");
    assert_int_equal(data_make(&first, scratch, &place, path, &err), 0);
    assert_true(there("below/old"));
    struct service second = shell(": >\"$0/new\"");
    assert_int_equal(data_make(&second, scratch, &place, path, &err), 0);
    assert_true(there("new") && !there("below"));
    assert_int_equal(access("/etc/passwd", F_OK), 0);
    data_remove(path, NULL);
}

static void fails(const char *commands, const char *says) {
    struct error err = {.text = "nothing"};
    struct service service = shell(commands);
    assert_int_equal(data_make(&service, scratch, &place, path, &err), -1);
    if (!strstr(err.text, says))
        fail_msg("'%s' does not say: %s", err.text, says);
    assert_int_equal(data_remove(path, &err), 0);
}

static void a_program_that_fails_is_quoted(void **state) {
    (void)state;
    fails("echo no room >&2; exit 7",
          "shell ended while it made its data (exit status 7): no room");
    fails("kill -9 $$", "(signal 9)");
    fails("exec sleep 60", "shell did not make its data within 0.5 s");
}

static void a_directory_that_is_none_is_named(void **state) {
    (void)state;
    struct error err = {.text = "nothing"};
    struct service service = shell(":");
    assert_int_equal(data_make(&service, "/nowhere", &place, path, &err), -1);
    assert_non_null(strstr(err.text, "/nowhere/virtax-shell: No such file"));
    assert_string_equal(path, "");
}

static void one_that_keeps_none_gets_none(void **state) {
    (void)state;
    struct error err;
    struct service service = shell(":");
    service.data_arguments = NULL;
    assert_int_equal(data_make(&service, NULL, &place, path, &err), 0);
    assert_string_equal(path, "");
}

static void braces_stand_for_the_place(void **state) {
    (void)state;
    static const char *const words[] = {"--at={address}:", "{port}", "--in={data}/x", "{other}",
                                        NULL};
    struct error err;
    struct child_words made;
    struct net_address v6;
    struct service service = shell(":");
    struct service_place of = {.listen = &v6, .data = "/some where"};
    assert_int_equal(net_address_parse("[2001:db8::1]:77", 1, &v6, &err), 0);
    assert_int_equal(child_words(service.program, words, &of, &made, &err), 0);
    assert_string_equal(made.word[0], "/bin/sh");
    assert_string_equal(made.word[1], "--at=2001:db8::1:");
    assert_string_equal(made.word[2], "77");
    assert_string_equal(made.word[3], "--in=/some where/x");
    assert_string_equal(made.word[4], "{other}");
    assert_null(made.word[5]);
    child_words_free(&made);
}

int main(void) {
    struct error err;
    if (net_address_parse("127.0.0.1:1", 1, &at, &err) < 0)
        return 1;
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(its_program_fills_it, scratch_make, scratch_remove),
        cmocka_unit_test_setup_teardown(what_an_earlier_life_left_is_gone, scratch_make,
                                        scratch_remove),
        cmocka_unit_test_setup_teardown(a_program_that_fails_is_quoted, scratch_make,
                                        scratch_remove),
        cmocka_unit_test_setup_teardown(a_directory_that_is_none_is_named, scratch_make,
                                        scratch_remove),
        cmocka_unit_test_setup_teardown(one_that_keeps_none_gets_none, scratch_make,
                                        scratch_remove),
        cmocka_unit_test_setup_teardown(braces_stand_for_the_place, scratch_make, scratch_remove),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
