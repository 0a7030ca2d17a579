/* test_paper.c - the report's table, and tables with mistakes. */
#include "statistics/paper.h"

#include "scratch.h"

#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#define HEADER "figure,series,x,metric,unit,mean,sd,n,source\n"

static void a_small_table(void **state) {
    (void)state;
    struct paper paper;
    struct error err = {.text = ""};
    assert_int_equal(paper_read("tests/unit/data/paper_small.csv", &paper, &err), 0);
    assert_int_equal(paper.count, 2);
    const struct paper_point *point = paper_find(&paper, "fig02", "kvm", "copy");
    assert_non_null(point);
    assert_string_equal(point->x, "COPY");
    assert_string_equal(point->unit, "GB/s");
    assert_true(point->mean == 15 && isnan(point->sd) && point->n == 1);
    assert_true(paper_find(&paper, "fig02", "native", "Copy")->sd == 0.5);
    assert_true(paper_ratio(&paper, "fig02", "kvm", "native", "copy") == 0.75);
    assert_null(paper_find(&paper, "fig03", "kvm", "copy"));
    assert_null(paper_find(&paper, "fig02", "docker", "copy"));
    assert_true(isnan(paper_ratio(&paper, "fig02", "docker", "native", "copy")));
    assert_true(isnan(paper_ratio(&paper, "fig02", "kvm", "native", "triad")));
    paper_free(&paper);
}

/* RC25482, section III.C: KVM within 3 % of native on two sockets, and Docker the same. */
static void the_table_that_ships(void **state) {
    (void)state;
    static const char *const kinds[] = {"copy", "scale", "add", "triad"};
    struct paper paper;
    struct error err = {.text = ""};
    if (paper_read("data/paper/figures.csv", &paper, &err) < 0)
        fail_msg("%s", err.text);
    assert_int_equal(paper.count, 813);
    for (size_t i = 0; i < 4; i++) {
        assert_int_equal(paper_find(&paper, "fig02", "native", kinds[i])->n, 10);
        double kvm = paper_ratio(&paper, "fig03", "kvm", "native", kinds[i]);
        double docker = paper_ratio(&paper, "fig03", "docker", "native", kinds[i]);
        assert_true(kvm > 0.969 && kvm < 0.99);
        assert_true(docker > 0.99 && docker < 1.01);
    }
    /* Claims F6 and F7: its docker is our docker-volume, its percentiles are our results. */
    double volume = paper_ratio(&paper, "fig11", "docker-volume", "native", "rand-read");
    assert_true(volume > 0.999 && volume < 1.001);
    double late = paper_ratio(&paper, "fig12", "kvm", "native", "read-p50");
    assert_true(late > 2.36 && late < 2.38);
    assert_null(paper_find(&paper, "fig12", "kvm", "read-p98"));
    assert_null(paper_find(&paper, "fig11", "docker-overlay", "rand-read"));
    paper_free(&paper);
}

static void refused(const char *text, const char *wanted) {
    struct paper paper;
    struct error err = {.text = ""};
    const char *path = scratch_write("p.csv", text);
    assert_int_equal(paper_read(path, &paper, &err), -1);
    char line[512];
    snprintf(line, sizeof line, "%s:%s", path, wanted);
    if (strncmp(err.text, line, strlen(line)) != 0)
        fail_msg("found '%s', wanted '%s'", err.text, line);
}

static void mistakes_are_named_by_line(void **state) {
    (void)state;
    refused("", "1: empty");
    refused("figure,series\n", "1: the first line is not");
    refused(HEADER "f,s,x,m,u,1,,1,a\nf,s,x,m,u,1,,1\n", "3: 8 fields where 9");
    refused(HEADER "f,s,x,m,u,1,,1,a,b\n", "2: 10 fields");
    refused(HEADER "f,s,x,m,u,one,,1,a\n", "2: mean: 'one' is no number");
    refused(HEADER "f,s,x,m,u,1,1x,1,a\n", "2: sd: '1x' is no number");
    refused(HEADER "f,s,x,m,u,1,,0,a\n", "2: n: '0' is no whole number");
    refused(HEADER "f,s,x,m,u,1,,1.5,a\n", "2: n: '1.5' is no whole number");
    refused(HEADER "f,s,\"x\",m,u,1,,1,a\n", "2: quotes");
    struct paper paper;
    struct error err;
    assert_int_equal(paper_read(scratch_path("none.csv"), &paper, &err), -1);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_small_table),
        cmocka_unit_test(the_table_that_ships),
        cmocka_unit_test_setup_teardown(mistakes_are_named_by_line, scratch_make, scratch_remove),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
