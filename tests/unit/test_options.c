/* test_options.c - the shared options, and one-line errors for whatever is wrong with them. */
#include "common/cleanup.h"
#include "common/cpu_set.h"
#include "harness/options.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

/* A kernel's state. */
struct state {
    struct options common;
    uint64_t bytes;
};

static const struct option_row own[] = {
    {"array-size", 'z', "BYTES", 1, offsetof(struct state, bytes), &option_size, "", "64k",
     .flags = 0},
    {0},
};
static const struct option_row *const tables[] = {options_process,
                                                  options_threads,
                                                  options_memory,
                                                  options_memory_limit,
                                                  options_iterations,
                                                  options_inject,
                                                  own,
                                                  NULL};

enum { WORDS = 8 };

/* Parses "stream" and up to WORDS - 1 words ended by NULL. */
static int parse(struct options *options, struct error *err, const char *const *words) {
    struct state state = {0};
    const struct option_set set = {.tables = tables, .object = &state};
    char copy[WORDS][64];
    char *argv[WORDS + 1] = {copy[0]};
    int argc = 1;
    strcpy(copy[0], "stream");
    for (; words[argc - 1]; argc++) {
        snprintf(copy[argc], sizeof copy[argc], "%s", words[argc - 1]);
        argv[argc] = copy[argc];
    }
    *err = (struct error){0};
    int result = option_parse(&set, argc, argv, err);
    *options = state.common;
    return result;
}

#define PARSE(options, err, ...) parse(options, err, (const char *const[]){__VA_ARGS__, NULL})

static void values_are_understood(void **state) {
    (void)state;
    struct options o;
    struct error err;
    assert_int_equal(PARSE(&o, &err, "--cpus=0-1,3", "--threads", "2", "-Jt3", "--hugepages=none",
                           "--time=1.5s", "--memory-limit=1G"),
                     0);
    assert_int_equal(cpu_set_count(&o.cpus), 3);
    assert_int_equal(o.threads, 3);
    assert_true(o.json);
    assert_false(o.resolve);
    assert_int_equal(o.hugepages, HUGEPAGES_NONE);
    assert_true(o.time_s == 1.5);
    assert_int_equal(o.memory_limit, 1 << 30);
    assert_int_equal(PARSE(&o, &err, "--iter=5", "--numa=interleave=0-1", "--resolve"), 0);
    assert_int_equal(o.iterations, 5);
    assert_true(o.numa.interleave && o.resolve);
    assert_int_equal(cpu_set_count(&o.numa.nodes), 2);
}

static void errors_are_one_line_and_say_what(void **state) {
    (void)state;
    static const struct {
        const char *word, *next, *text;
    } cases[] = {
        {"--arry-size", "1M", "unknown option '--arry-size' (closest: --array-size)"},
        {"--arry-size=1M", NULL, "unknown option '--arry-size' (closest: --array-size)"},
        {"-x", NULL, "unknown option '-x'"},
        {"-Jx", NULL, "unknown option '-x'"},
        {"--threads", NULL, "option '--threads': needs a value"},
        {"-t", NULL, "option '-t': needs a value"},
        {"--json=yes", NULL, "option '--json': takes no value"},
        {"--t=1", NULL, "ambiguous option '--t'"},
        {"fig02", NULL, "unexpected word 'fig02'"},
        {"--", "fig02", "unexpected word 'fig02'"},
        {"--threads=0", NULL, "--threads: number '0'"},
        {"--threads=two", NULL, "--threads: number 'two'"},
        {"--iterations=1", NULL, "--iterations: number '1'"},
        {"--time=0", NULL, "--time: time '0'"},
        {"--time=5x", NULL, "--time: time '5x': unknown unit 'x'"},
        {"--cpus=", NULL, "--cpus: an empty list"},
        {"--cpus=3-1", NULL, "--cpus: list '3-1'"},
        {"--hugepages=thb", NULL, "--hugepages: unknown kind of pages 'thb' (closest: thp)"},
        {"--numa=locale", NULL, "--numa: unknown NUMA policy 'locale' (closest: local)"},
        {"--numa=interleave=", NULL, "--numa: NUMA policy 'interleave='"},
        {"--memory-limit=1X", NULL, "--memory-limit: size '1X': unknown suffix 'X'"},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        struct options o;
        struct error err;
        const char *words[] = {cases[i].word, cases[i].next, NULL};
        assert_int_equal(parse(&o, &err, words), -1);
        assert_int_equal(err.status, STATUS_USAGE);
        assert_ptr_equal(strstr(err.text, cases[i].text), err.text);
        assert_null(strchr(err.text, '\n'));
    }
}

static int keep_word(void *state, const char *word, struct error *err) {
    snprintf(state, 64, "%s", word);
    return strcmp(word, "fig00") == 0 ? error_usage(err, "no figure '%s'", word) : 0;
}

static void verbs_may_take_words(void **state) {
    (void)state;
    char name[] = "virtax", word[] = "fig02", wrong[] = "fig00", option[] = "--jsn";
    char *argv[] = {name, word, option, NULL}, *refused[] = {name, wrong, NULL};
    static const struct option_row none[] = {{0}};
    static const struct option_row *const no_tables[] = {none, NULL};
    char words[64] = "";
    struct error err = {0};
    const struct option_set set = {
        .tables = no_tables, .object = words, .arguments = "FIGURE...", .word = keep_word};
    assert_int_equal(option_parse(&set, 2, argv, &err), 0);
    assert_string_equal(words, "fig02");
    assert_int_equal(option_parse(&set, 2, refused, &err), -1);
    assert_string_equal(err.text, "no figure 'fig00'");
    assert_int_equal(option_parse(&set, 3, argv, &err), -1);
    assert_string_equal(err.text, "unknown option '--jsn' (closest: --help)");
}

static void two_options_cannot_share_a_letter(void **state) {
    (void)state;
    static const struct option_row clashing[] = {
        {"clients", 'c', "N", 1, offsetof(struct state, bytes), &option_count, "", .high = 9},
        {0},
    };
    static const struct option_row *const both[] = {options_process, clashing, NULL};
    struct state object = {0};
    struct error err = {0};
    char name[] = "stream", *argv[] = {name, NULL};
    const struct option_set set = {.tables = both, .object = &object};
    assert_int_equal(option_parse(&set, 1, argv, &err), -1);
    assert_string_equal(err.text, "--cpus and --clients: both have the letter -c");
}

static void what_is_not_given_has_its_initial_value(void **state) {
    (void)state;
    char name[] = "stream", given[] = "--array-size=1M";
    char *argv[] = {name, given, NULL};
    struct state s = {0};
    const struct option_set set = {.tables = tables, .object = &s};
    assert_int_equal(option_parse(&set, 1, argv, NULL), 0);
    assert_int_equal(s.bytes, 64 << 10);
    assert_int_equal(option_parse(&set, 2, argv, NULL), 0);
    assert_int_equal(s.bytes, 1 << 20);
}

static void parameters_can_be_passed_back(void **state) {
    (void)state;
    struct options o;
    struct error err;
    assert_int_equal(PARSE(&o, &err, "--numa=interleave=0,2-3", "--hugepages=hugetlb", "-c0,2"), 0);
    struct state full = {.common = o, .bytes = 4096};
    cleanup_json json_t *p = option_parameters(tables, &full, NULL);
    assert_int_equal(json_integer_value(json_object_get(p, "array-size")), 4096);
    assert_true(json_is_null(json_object_get(p, "threads")));
    assert_true(json_is_null(json_object_get(p, "time")));
    assert_string_equal(json_string_value(json_object_get(p, "cpus")), "0,2");
    assert_string_equal(json_string_value(json_object_get(p, "hugepages")), "hugetlb");
    assert_string_equal(json_string_value(json_object_get(p, "numa")), "interleave=0,2-3");
    assert_null(json_object_get(p, "json"));
}

static void threads_follow_the_cpus(void **state) {
    (void)state;
    struct options o;
    struct error err;
    struct cpu_set cpus;
    assert_int_equal(PARSE(&o, &err, "--cpus=0"), 0);
    assert_int_equal(options_resolve(&o, &cpus, &err), 0);
    assert_int_equal(o.threads, 1);
    assert_int_equal(cpu_set_count(&cpus), 1);
    assert_int_equal(PARSE(&o, &err, "--json"), 0);
    assert_int_equal(options_resolve(&o, &cpus, &err), 0);
    assert_int_equal(o.threads, cpu_set_count(&cpus));
    assert_int_equal(cpu_set_count(&o.cpus), 0);
}

static void offsets_and_percents_have_bounds(void **state) {
    (void)state;
    struct options o;
    struct error err;
    assert_int_equal(PARSE(&o, &err, "--stack-offset=64k", "--inject=0.5", "--slices"), 0);
    assert_int_equal(o.stack_offset, 65536);
    assert_true(o.inject_percent == 0.5 && o.slices);
    assert_int_equal(PARSE(&o, &err, "--stack-offset=0", "--inject=1.0e-5"), 0);
    assert_true(o.inject_percent == 1e-5); /* as JSON has it */
    static const char *const wrong[] = {"--stack-offset=8",   "--stack-offset=65552",
                                        "--stack-offset=-16", "--inject=101",
                                        "--inject=-1",        "--inject=",
                                        "--inject=1%",        "--inject=nan",
                                        "--inject=1e3",       "--inject=1.2.3"};
    for (size_t i = 0; i < sizeof wrong / sizeof *wrong; i++) {
        assert_int_equal(PARSE(&o, &err, wrong[i]), -1);
        assert_int_equal(err.status, STATUS_USAGE);
    }
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(values_are_understood),
        cmocka_unit_test(errors_are_one_line_and_say_what),
        cmocka_unit_test(verbs_may_take_words),
        cmocka_unit_test(two_options_cannot_share_a_letter),
        cmocka_unit_test(what_is_not_given_has_its_initial_value),
        cmocka_unit_test(parameters_can_be_passed_back),
        cmocka_unit_test(threads_follow_the_cpus),
        cmocka_unit_test(offsets_and_percents_have_bounds),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
