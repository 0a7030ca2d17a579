/* test_service_log.c - the end of what a server said. */
#include "serve/log.h"

#include "common/memory_file.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <cmocka.h>

/* What is quoted of a log with this text, to be freed. */
static char *quoted(const char *text) {
    struct error err;
    char *said = NULL;
    size_t size;
    int log = memory_file(text, &err);
    FILE *out = open_memstream(&said, &size);
    assert_true(log >= 0 && out);
    log_quote(log, out);
    fclose(out);
    close(log);
    return said;
}

static void quotes(const char *text, const char *wanted) {
    char *said = quoted(text);
    assert_string_equal(said, wanted);
    free(said);
}

static void ends_with(const char *text, const char *wanted) {
    struct error err;
    char line[LOG_LINE];
    int log = memory_file(text, &err);
    assert_true(log >= 0);
    log_last_line(log, line);
    close(log);
    assert_string_equal(line, wanted);
}

static void the_last_line_is_for_messages(void **state) {
    (void)state;
    ends_with("", "it said nothing");
    ends_with(" \n\n", "it said nothing");
    ends_with("first\nlast \r\n\n", "last");
}

static void the_last_ten_lines_are_quoted(void **state) {
    (void)state;
    quotes("", "");
    quotes("one\n\033[31mtwo\n\n", "virtax: quoted: one\nvirtax: quoted: two\n");
    char *said = quoted("1\n2\n3\n4\n5\n6\n7\n8\n9\n10\n11\n12\n");
    assert_ptr_equal(strstr(said, "virtax: quoted: 3\n"), said);
    assert_non_null(strstr(said, "virtax: quoted: 12\n"));
    free(said);
}

/* Only its end is read. */
static void a_long_log_is_cut(void **state) {
    (void)state;
    static char text[1 << 20];
    memset(text, 'x', sizeof text - 6);
    strcpy(text + sizeof text - 6, "\nlast");
    ends_with(text, "last");
    char *said = quoted(text);
    assert_true(strlen(said) < 2 * LOG_LINES * LOG_LINE);
    assert_non_null(strstr(said, "\nvirtax: quoted: last\n"));
    free(said);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_last_line_is_for_messages),
        cmocka_unit_test(the_last_ten_lines_are_quoted),
        cmocka_unit_test(a_long_log_is_cut),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
