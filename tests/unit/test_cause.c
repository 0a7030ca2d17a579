/* test_cause.c - the line that tells why a command failed. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "base/cause.h"

static const char pull[] = "docker: Error response from daemon: No such image: virtax:f00.\n"
                           "See 'docker run --help'.\n";
static const char hint[] =
    "docker: Error response from daemon: invalid mount config for type \"bind\": bind source path "
    "does not exist: /x\n"
    "\n"
    "Run 'docker run --help' for more information\n";
static const char built[] = "DEPRECATED: The legacy builder is deprecated, and will fail one day.\n"
                            "Sending build context\n"
                            "failed to read dockerfile: open Dockerfile: no such file\n";

static void the_first_line_that_is_an_error_is_the_cause(void **state) {
    (void)state;
    static const struct {
        const char *said, *cause;
    } cases[] = {
        {"", ""},
        {"\n\n", ""},
        {"one line", "one line"},
        {"no\nsuch luck\n", "such luck"},
        {"stream: 4 threads\nvirtax: begin\nstream: array is damaged\nvirtax: end\n",
         "stream: array is damaged"},
        {"the server ended\nvirtax: oom\n", "the server ended"},
        {"node 0:\nfine\nnode 1:\n", "fine"},
        {pull, "docker: Error response from daemon: No such image: virtax:f00."},
        {hint, "docker: Error response from daemon: invalid mount config for type \"bind\": bind "
               "source path does not exist: /x"},
        {built, "failed to read dockerfile: open Dockerfile: no such file"},
        {"level=info msg=TRANSIENT_FAILURE\nfailed to start daemon: why\nwith-daemon: no\n",
         "failed to start daemon: why"},
        {"stream: unknown option '--x'\nTry 'stream --help'\n", "stream: unknown option '--x'"},
        {"virtax: quoted: [ERROR] Aborting\nvirtax serve: mariadb ended\n",
         "virtax serve: mariadb ended"},
        {"Latin-1 \344\r\nhint\r\n", "hint"},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        int size;
        const char *line = cause_line(cases[i].said, &size);
        if ((size_t)size != strlen(cases[i].cause) ||
            strncmp(line, cases[i].cause, (size_t)size) != 0)
            fail_msg("%zu: '%.*s' instead of '%s'", i, size, line, cases[i].cause);
    }
}

static void all_lines_are_kept_after_the_first(void **state) {
    (void)state;
    struct error err;
    const char *argv[] = {"sh", "-c", "printf \"$0\" >&2; exit 125",
                          "a: starting\na: error: no disk\nRun 'a --help'\n", NULL};
    assert_int_equal(process_check(argv, NULL, &err), -1);
    assert_string_equal(err.text, "sh: a: error: no disk (exit status 125)\n"
                                  "a: starting\na: error: no disk\nRun 'a --help'");
    argv[3] = "only this\n";
    assert_int_equal(process_check(argv, NULL, &err), -1);
    assert_string_equal(err.text, "sh: only this (exit status 125)");
    argv[3] = "";
    assert_int_equal(process_check(argv, NULL, &err), -1);
    assert_string_equal(err.text, "sh: without a word (exit status 125)");
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_first_line_that_is_an_error_is_the_cause),
        cmocka_unit_test(all_lines_are_kept_after_the_first),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
