/* test_kernel_argv.c - the explicit arguments of cells, and the scrubbed environment. */
#include "base/process.h"
#include "base/scrub.h"
#include "base/words.h"
#include "plan/kernel_argv.h"
#include "plan/sweep.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

static void every_parameter_is_explicit(void **state) {
    (void)state;
    struct plan_series series_of[2] = {{.name = NULL}};
    struct plan_figure figure = {.sweep_key = (char[]){"threads"}, .series = series_of};
    parameters_add(&figure.parameters, "array-size", "4096", 0);
    parameters_add(&figure.parameters, "verify", "true", 0);
    parameters_add(&figure.parameters, "quiet", "false", 0);
    words_add(&figure.sweep_values, "1");
    words_add(&figure.sweep_values, "2");
    parameters_add(&figure.series[1].parameters, "array-size", "8192", 0);
    static const char *const expected[2][4] = {
        {"--json", "--array-size=4096", "--verify", "--threads=2"},
        {"--json", "--array-size=8192", "--verify", "--threads=2"}};
    for (size_t series = 0; series < 2; series++) {
        struct parameters parameters;
        assert_int_equal(cell_parameters(&figure, series, 1, &parameters, NULL), 0);
        char **argv = kernel_arguments(&parameters);
        for (size_t i = 0; i < 4; i++)
            assert_string_equal(argv[i], expected[series][i]);
        assert_null(argv[4]);
        argv_free(argv);
        parameters_free(&parameters);
    }
    parameters_free(&figure.series[1].parameters);
    parameters_free(&figure.parameters);
    words_free(&figure.sweep_values);
}

static void a_point_sets_several(void **state) {
    (void)state;
    struct plan_series series = {.name = NULL};
    struct plan_figure figure = {.name = (char *)"fig11", .series = &series};
    struct error err = {.text = ""};
    struct parameters parameters;
    parameters_add(&figure.parameters, "rw", "read", 0);
    sweep_add_point(&figure.sweep_values, &figure.sweep_sets, "read", "rw=randread iodepth=16",
                    &err);
    sweep_add_point(&figure.sweep_values, &figure.sweep_sets, "mix", "iodepth=32  rw=randrw", &err);
    assert_int_equal(cell_parameters(&figure, 0, 1, &parameters, &err), 0);
    assert_string_equal(parameters_find(&parameters, "rw")->value, "randrw");
    assert_string_equal(parameters_find(&parameters, "iodepth")->value, "32");
    assert_true(sweep_varies(&figure, "iodepth"));
    assert_false(sweep_varies(&figure, "size"));
    parameters_free(&parameters);
    parameters_free(&figure.parameters);
    words_free(&figure.sweep_values);
    words_free(&figure.sweep_sets);
}

static void shell_lines_are_quoted(void **state) {
    (void)state;
    struct argv words = {0};
    argv_add_words(&words, "env", "A=b c", "it's", "$(x)");
    char *line = kernel_shell_line(&words);
    argv_free(words.word);
    char command[256], answer[64];
    snprintf(command, sizeof command, "set -- %s; printf '%%s|' \"$@\"", line);
    FILE *shell = popen(command, "r");
    assert_non_null(shell);
    assert_non_null(fgets(answer, sizeof answer, shell));
    pclose(shell);
    assert_string_equal(answer, "env|A=b c|it's|$(x)|");
    free(line);
}

static void only_the_fixed_list_passes(void **state) {
    (void)state;
    json_t *clean = json_pack("[s,s,s]", "HOME", "HOSTNAME", "LC_ALL");
    json_t *stray = json_pack("[s,s]", "LC_ALL", "GLIBC_TUNABLES");
    json_t *prefix = json_pack("[s]", "PAT");
    assert_null(scrub_leak(clean));
    assert_string_equal(scrub_leak(stray), "GLIBC_TUNABLES");
    assert_string_equal(scrub_leak(prefix), "PAT");
    json_decref(clean);
    json_decref(stray);
    json_decref(prefix);
}

static void the_stack_is_where_the_block_has_it(void **state) {
    (void)state;
    const struct plan_layout layout = {.stack_offset = 4080};
    struct parameters parameters = {0};
    assert_int_equal(cell_layout(&layout, &parameters, NULL), 0);
    assert_int_equal(parameters.count, 0); /* of a kernel that cannot */
    parameters_add(&parameters, "stack-offset", "0", 0);
    assert_int_equal(cell_layout(&layout, &parameters, NULL), 0);
    assert_int_equal(parameters.count, 1);
    assert_string_equal(parameters_find(&parameters, "stack-offset")->value, "4080");
    parameters_free(&parameters);
    parameters_add(&parameters, "stack-offset", "32", 0); /* of the user's own */
    assert_int_equal(cell_layout(&layout, &parameters, NULL), 0);
    assert_string_equal(parameters_find(&parameters, "stack-offset")->value, "32");
    parameters_free(&parameters);
}

static void the_environment_is_as_large_as_asked_for(void **state) {
    (void)state;
    json_t *names = json_pack("[s,s]", "HOME", "VIRTAX_LAYOUT");
    size_t fixed = 0;
    scrub_set_layout(0);
    while (scrubbed_environment[fixed])
        fixed++;
    scrub_set_layout(4096);
    assert_string_equal(scrub_leak(names) ? scrub_leak(names) : "none", "none");
    assert_int_equal(strncmp(scrubbed_environment[fixed], "VIRTAX_LAYOUT=", 14), 0);
    assert_int_equal(strlen(scrubbed_environment[fixed]), 14 + 4096);
    assert_null(scrubbed_environment[fixed + 1]);
    scrub_set_layout(7);
    assert_string_equal(scrubbed_environment[fixed], "VIRTAX_LAYOUT=.......");
    scrub_set_layout(0);
    assert_null(scrubbed_environment[fixed]);
    json_decref(names);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_parameter_is_explicit),
        cmocka_unit_test(a_point_sets_several),
        cmocka_unit_test(shell_lines_are_quoted),
        cmocka_unit_test(only_the_fixed_list_passes),
        cmocka_unit_test(the_stack_is_where_the_block_has_it),
        cmocka_unit_test(the_environment_is_as_large_as_asked_for),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
