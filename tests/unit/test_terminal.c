/* test_terminal.c - who may be sent colours, and how wide a line may be. */
#include "base/terminal.h"

#include "common/error.h"
#include "common/plain_text.h"

#include <fcntl.h>
#include <pty.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <unistd.h>

#include <cmocka.h>

static int master, slave;

static int open_terminal(void **state) {
    (void)state;
    struct winsize size = {.ws_row = 24, .ws_col = 97};
    setenv("TERM", "xterm", 1);
    unsetenv("NO_COLOR");
    unsetenv("COLUMNS");
    return openpty(&master, &slave, NULL, NULL, &size);
}

static int close_terminal(void **state) {
    (void)state;
    close(slave);
    close(master);
    return 0;
}

static void a_terminal_has_colours_and_a_width(void **state) {
    (void)state;
    struct terminal terminal = terminal_of(slave);
    assert_true(terminal.colour && terminal.returns);
    assert_int_equal(terminal.columns, 97);
    assert_string_equal(terminal_tints(&terminal)->bad, "\033[31m");
}

static void whoever_wants_none_gets_none(void **state) {
    (void)state;
    setenv("NO_COLOR", "1", 1);
    struct terminal terminal = terminal_of(slave);
    assert_true(!terminal.colour && terminal.returns);
    assert_string_equal(terminal_tints(&terminal)->bad, "");
    setenv("NO_COLOR", "", 1); /* as good as unset, says no-color.org */
    assert_true(terminal_of(slave).colour);
}

static void dumb_terminals_only_print(void **state) {
    (void)state;
    setenv("TERM", "dumb", 1);
    assert_false(terminal_of(slave).colour || terminal_of(slave).returns);
    unsetenv("TERM");
    assert_false(terminal_of(slave).colour || terminal_of(slave).returns);
}

static void the_user_says_how_wide(void **state) {
    (void)state;
    int null = open("/dev/null", O_WRONLY | O_CLOEXEC);
    assert_true(null >= 0);
    assert_int_equal(terminal_of(null).columns, 0);
    assert_false(terminal_of(null).colour);
    setenv("COLUMNS", "60", 1);
    assert_int_equal(terminal_of(null).columns, 60);
    assert_int_equal(terminal_of(slave).columns, 60);
    static const char *const nonsense[] = {"", "0", "-3", "wide", "60x", "99999999999999999999"};
    for (size_t i = 0; i < sizeof nonsense / sizeof *nonsense; i++) {
        setenv("COLUMNS", nonsense[i], 1);
        assert_int_equal(terminal_of(slave).columns, 97);
    }
    close(null);
}

/* What others say brings no colours of its own. */
static void foreign_text_is_plain(void **state) {
    (void)state;
    char text[] = "\033[1;31mred\033[0m\tL\303\274ge\r\nnext\a \033[";
    assert_string_equal(plain_text(text), "red\tL\303\274ge\nnext ");
    struct error err;
    error_failed(&err, "docker: %s", "\033[31mno such image\033[0m");
    error_wrap(&err, "\033[2Kcell");
    assert_string_equal(err.text, "cell: docker: no such image");
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(a_terminal_has_colours_and_a_width, open_terminal,
                                        close_terminal),
        cmocka_unit_test_setup_teardown(whoever_wants_none_gets_none, open_terminal,
                                        close_terminal),
        cmocka_unit_test_setup_teardown(dumb_terminals_only_print, open_terminal, close_terminal),
        cmocka_unit_test_setup_teardown(the_user_says_how_wide, open_terminal, close_terminal),
        cmocka_unit_test(foreign_text_is_plain),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
