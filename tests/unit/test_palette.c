/* test_palette.c - each series of a figure has its own colour, point and pattern. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "report/palette.h"

enum { MOST = 14 };

static struct plan_series series[MOST];
static const struct plan_figure figure = {.series = series, .series_count = MOST};

static void colours(const char *const *own, size_t count) {
    memset(series, 0, sizeof series);
    for (size_t s = 0; s < count; s++)
        strcpy(series[s].traits.colour, own[s]);
}

static void all_differ(size_t count) {
    for (size_t a = 0; a < count; a++)
        for (size_t b = 0; b < a; b++)
            if (strcmp(palette_colour(&figure, a), palette_colour(&figure, b)) == 0)
                fail_msg("series %zu and %zu: %s", b, a, palette_colour(&figure, a));
}

static void fourteen_series_have_fourteen_colours(void **state) {
    (void)state;
    static const char *const own[] = {COLOUR_BLACK}; /* native alone has one */
    colours(own, 1);
    assert_string_equal(palette_colour(&figure, 0), COLOUR_BLACK);
    all_differ(MOST);
}

static void environments_keep_theirs(void **state) {
    (void)state;
    static const char *const own[] = {COLOUR_BLACK, "", COLOUR_PURPLE, COLOUR_SKY_BLUE};
    colours(own, 4);
    assert_string_equal(palette_colour(&figure, 2), COLOUR_PURPLE);
    assert_string_equal(palette_colour(&figure, 3), COLOUR_SKY_BLUE);
    all_differ(12);
}

/* podman and bwrap have one colour, and stand in one figure. */
static void the_second_of_a_colour_takes_another(void **state) {
    (void)state;
    static const char *const own[] = {COLOUR_BLACK, COLOUR_GREEN, COLOUR_GREEN, COLOUR_WINE};
    colours(own, 4);
    assert_string_equal(palette_colour(&figure, 1), COLOUR_GREEN);
    all_differ(12);
}

static void without_colour_points_and_patterns_tell(void **state) {
    (void)state;
    static struct summary_row row[MOST];
    struct summary summary = {.figure = &figure, .row = row, .series_count = 7, .row_count = 7};
    for (size_t s = 0; s < MOST; s++)
        row[s].planned = s;
    for (size_t a = 0; a < 7; a++)
        for (size_t b = 0; b < a; b++) {
            assert_int_not_equal(palette_point(&summary, a), palette_point(&summary, b));
            assert_int_not_equal(palette_pattern(&summary, a), palette_pattern(&summary, b));
        }
}

static void colours_are_those_of_the_plan(void **state) {
    (void)state;
    struct plan_series of_plan[] = {{.name = (char[]){"native"}, .traits = {.colour = "#D55E00"}},
                                    {.name = (char[]){"kvm"}},
                                    {.name = (char[]){"kvm"}}};
    const struct plan_figure planned = {.series_count = 3, .series = of_plan};
    assert_string_equal(palette_colour(&planned, 0), "#D55E00");
    assert_string_not_equal(palette_colour(&planned, 1), palette_colour(&planned, 2));
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(fourteen_series_have_fourteen_colours),
        cmocka_unit_test(environments_keep_theirs),
        cmocka_unit_test(the_second_of_a_colour_takes_another),
        cmocka_unit_test(without_colour_points_and_patterns_tell),
        cmocka_unit_test(colours_are_those_of_the_plan),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
