/* test_views.c - figures that show the cells of another one: their definitions, their place in
 * plans, and what their lines stand over. */
#include "planning/views.h"

#include "common/cleanup.h"
#include "plan/plan_sequence.h"
#include "plan/plan_views.h"
#include "plan_fixture.h"
#include "scratch.h"
#include "statistics/against.h"

#include <math.h>

static const char base[] =
    "[figure]\ntitle = Base\nkernel = stream\nmetric = bandwidth\n"
    "unit = GB/s\naxis = bandwidth\nresults = copy\nenvironments = native\n"
    "scope = socket\nchart = lines\nright = overhead\npaper = fig16\n[guest]\nmemory = 1G\n"
    "[sweep]\nkey = threads\nvalues = 1 2\n"
    "[quick]\nrounds = 2\nboots = once\n";
static const char of[] = "[figure]\nof = base\ntitle = View\nmetric = updates\nunit = GUP/s\n"
                         "axis = updates\nresults = triad\nchart = lines\n";

static int definitions(void **state) {
    if (scratch_make(state) < 0)
        return -1;
    scratch_write("base.ini", base);
    scratch_write("view.ini", of);
    return 0;
}

static void a_view_has_its_figures_cells_and_its_own_texts(void **state) {
    (void)state;
    struct figure figure;
    struct error err;
    if (figure_read(scratch_path("view.ini"), &figure, &err) < 0)
        fail_msg("%s", err.text);
    assert_string_equal(figure.name, "view");
    assert_string_equal(figure.view_of, "base");
    assert_string_equal(figure.title, "View");
    assert_string_equal(figure.metric, "updates");
    assert_int_equal(figure.results.count, 1);
    assert_string_equal(figure.results.word[0], "triad");
    assert_string_equal(figure.kernel, "stream");
    assert_int_equal(figure.sweep_values.count, 2);
    assert_int_equal(figure.profile_count, 1);
    assert_int_equal(figure.right, RIGHT_NONE); /* nor does the base's axis hold for it */
    assert_null(figure.paper);                  /* the base's numbers are of another metric */
    figure_free(&figure);
}

static void refused(const char *definition, const char *says) {
    struct figure figure;
    struct error err = {.text = "nothing"};
    if (figure_read(scratch_write("view.ini", definition), &figure, &err) == 0)
        figure_free(&figure);
    if (!strstr(err.text, says))
        fail_msg("'%s' does not say: %s", err.text, says);
}

static void mistakes_are_named(void **state) {
    (void)state;
    char text[1024];
    refused("[figure]\nof = nobody\ntitle = x\n", "view.ini:2: of: ");
    refused("[figure]\nof = view\n", "view.ini:2: of: 'view' is no name of another figure");
    refused("[figure]\nof = ../base\n", "of: '../base' is no name of another figure");
    refused("[figure]\nof = base\ntitle = x\n", "view.ini:1: metric: missing in [figure]");
    snprintf(text, sizeof text, "%skernel = blockio\n", of);
    refused(text, "view.ini:9: kernel: unknown key");
    snprintf(text, sizeof text, "%s[guest]\nmemory = 2G\n", of);
    refused(text, "view.ini:9: [guest]: a view has [figure] alone; the rest is that of base");
    scratch_write("second.ini", "[figure]\nof = view\ntitle = x\n"); /* round and round */
    refused("[figure]\nof = second\ntitle = x\n",
            "of: second is itself a view, of view; name that one");
    scratch_write("second.ini", of);
    refused("[figure]\nof = second\ntitle = x\n",
            "second is itself a view, of base; name that one");
    refused("[figure]\nof = base\ntitle = x\nmetric = m\nunit = u\naxis = a\nresults = r\n"
            "chart = bars\nagainst = throughput\n",
            "against: belongs to chart = lines");
    refused("[figure]\nof = base\ntitle = x\nmetric = m\nunit = u\naxis = a\nresults = r s\n"
            "chart = lines\nagainst = throughput\n",
            "against: belongs to one result, and there are 2");
    snprintf(text, sizeof text, "%sagainst = utilisation\nright = overhead\n", of);
    refused(text, "right: an overhead belongs to a swept value");
    snprintf(text, sizeof text, "%sright = losses\n", of);
    refused(text, "view.ini:9: right: unknown value 'losses'");
    refused("[figure]\nof = base\ntitle = x\nmetric = m\nunit = u\naxis = a\nresults = r\n"
            "chart = bars\nright = overhead\n",
            "right: belongs to chart = lines");
    refused("[figure]\nof = base\ntitle = x\nmetric = m\nunit = u\naxis = a\nresults = r s\n"
            "chart = lines\nright = overhead\n",
            "right: belongs to one result, and there are 2");
}

static void those_of_one_definition_are_measured_once(void **state) {
    (void)state;
    struct views views = {0};
    struct figure figure = {0}, view = {0}, other = {0};
    struct error err;
    assert_int_equal(figure_read(scratch_path("base.ini"), &figure, &err), 0);
    assert_int_equal(figure_read(scratch_path("view.ini"), &view, &err), 0);
    assert_int_equal(figure_read("data/figures/fig02.ini", &other, &err), 0);
    assert_false(views_take(&views, &view)); /* it is the first one: it measures */
    assert_int_equal(views_note(&views, &view, &err), 0);
    assert_false(views_take(&views, &other));
    assert_int_equal(views_note(&views, &other, &err), 0);
    assert_true(views_take(&views, &figure));
    assert_int_equal(views.count, 1);
    assert_int_equal(views.view[0].of, 0);
    figure_free(&view);
    figure_free(&other);
    views_free(&views);
}

static void a_view_in_a_plan_has_no_blocks(void **state) {
    (void)state;
    struct error err;
    plan.version = plan_copy("0");
    plan.created = plan_copy("then");
    plan.profile = plan_copy("quick");
    add_figure("base", 2, 3, 2);
    add_figure("other", 2, 1, 0);
    struct plan_figure *view = plan_add_view(&plan, 0, "view", &err);
    assert_non_null(view);
    view->against = plan_copy("updates");
    view->right = RIGHT_OVERHEAD;
    order(1);
    assert_int_equal(plan.block_count, 7);
    assert_int_equal(plan_sequences(&plan), 3);
    assert_int_equal(plan_shown_by(&plan, 2), 0);
    assert_int_equal(plan_shown_by(&plan, 1), 1);
    struct plan copy;
    cleanup_json json_t *json = plan_to_json(&plan);
    if (plan_from_json(json, &copy, &err) < 0)
        fail_msg("%s", err.text);
    assert_string_equal(copy.figure[2].view_of, "base");
    assert_string_equal(copy.figure[2].against, "updates");
    assert_int_equal(copy.figure[2].right, RIGHT_OVERHEAD);
    assert_int_equal(copy.figure[0].right, RIGHT_NONE);
    assert_null(copy.figure[0].view_of);
    assert_int_equal(copy.figure[2].series_count, 2);
    copy.figure[0].rounds = 9;
    plan_views_follow(&copy);
    assert_int_equal(copy.figure[2].rounds, 9);
    assert_int_equal(copy.figure[1].rounds, 1);
    plan_free(&copy);
    cleanup_json json_t *other = json_deep_copy(json);
    json_t *series =
        json_object_get(json_array_get(json_object_get(other, "figures"), 2), "series");
    json_array_remove(series, 1);
    assert_int_equal(plan_from_json(other, &copy, &err), -1);
    assert_non_null(strstr(err.text, "view.view_of: has other series or swept values than base"));
    json_t *figure = json_array_get(json_object_get(json, "figures"), 2);
    json_object_set_new(figure, "right", json_string("losses"));
    assert_int_equal(plan_from_json(json, &copy, &err), -1);
    assert_non_null(strstr(err.text, ".right: unknown value 'losses'"));
    json_object_del(figure, "right"); /* as in plans of before */
    json_object_set_new(figure, "view_of", json_string("nobody"));
    assert_int_equal(plan_from_json(json, &copy, &err), -1);
    assert_non_null(strstr(err.text, "view.view_of: 'nobody' is no figure with cells"));
    json_object_set_new(figure, "view_of", json_string("base"));
    json_object_set_new(json_array_get(json_object_get(json, "blocks"), 0), "figure",
                        json_string("view"));
    assert_int_equal(plan_from_json(json, &copy, &err), -1);
    assert_non_null(strstr(err.text, "view is a view and has no blocks"));
}

static json_t *record_of(double host, double peer, double wall, bool valid) {
    return json_pack("{s:f, s:f, s:{s:f}, s:b}", "host_cpu_s", host, "host_wall_s", wall, "cpu",
                     "peer", peer, "valid", (int)valid);
}

static void utilisation_is_of_the_figures_cpus_without_the_peer(void **state) {
    (void)state;
    char metric[] = FIGURE_UTILISATION, cpus[] = "0-3";
    struct plan_figure figure = {.against = metric, .cpus = cpus};
    struct shown shown;
    assert_true(against_shown(&figure, &shown));
    assert_string_equal(shown.unit, "%");
    cleanup_json json_t *record = record_of(30, 10, 10, true);
    assert_float_equal(record_against(&shown, record, ""), 50, 1e-9); /* 20 of 40 CPU-seconds */
    cleanup_json json_t *spoilt = record_of(30, 10, 10, false);
    assert_true(isnan(record_against(&shown, spoilt, "")));
    assert_true(isnan(record_against(&shown, NULL, "")));
    figure.cpus = NULL;
    assert_false(against_shown(&figure, &shown));
    figure.against = NULL;
    assert_false(against_shown(&figure, &shown));
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(a_view_has_its_figures_cells_and_its_own_texts, definitions,
                                        scratch_remove),
        cmocka_unit_test_setup_teardown(mistakes_are_named, definitions, scratch_remove),
        cmocka_unit_test_setup_teardown(those_of_one_definition_are_measured_once, definitions,
                                        scratch_remove),
        cmocka_unit_test_teardown(a_view_in_a_plan_has_no_blocks, empty),
        cmocka_unit_test(utilisation_is_of_the_figures_cpus_without_the_peer),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
