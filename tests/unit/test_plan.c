/* test_plan.c - plan.json there and back, broken plans, and a plan's texts. */
#include "base/array.h"
#include "plan_fixture.h"

#include "common/cleanup.h"

#include <math.h>

static void cells_have_ids(void **state) {
    (void)state;
    char cell[64];
    add_figure("fig02", 3, 1, 0);
    add_figure("fig08", 2, 1, 4);
    const struct plan_block plain = {.figure = 0, .x = -1, .round = 1};
    const struct plan_block swept = {.figure = 1, .x = 3, .round = 12};
    assert_string_equal(plan_cell_id(&plan, &plain, 2, cell, sizeof cell), "fig02/s2/r1");
    assert_string_equal(plan_cell_id(&plan, &swept, 0, cell, sizeof cell),
                        "fig08/threads=4/s0/r12");
}

/* With a peer, and points that set two parameters each. */
static void fill_network_figure(void) {
    struct plan_figure *figure = add_figure("fig17", 2, 1, 0);
    figure->role = ROLE_SERVER;
    figure->peer_cpus = plan_copy("4-7");
    words_add(&figure->sweep_values, "one way");
    words_add(&figure->sweep_sets, "reverse=false udp=false");
    words_add(&figure->sweep_values, "back");
    words_add(&figure->sweep_sets, "reverse=true udp=false");
}

static void fill(void) {
    struct plan_figure *figure = add_figure("fig02", 3, 2, 0);
    figure->paper = plan_copy("fig02");
    words_add(&figure->results, "triad");
    figure->series[1].treatment = plan_copy("burner");
    parameters_add(&figure->parameters, "array-size", "1048576", 0);
    parameters_add(&figure->parameters, "stores", "nontemporal", 0);
    plan.figure[0].slice_s = 0.05;
    add_figure("fig08", 2, 1, 2)->boots = BOOT_ONCE;
    plan.figure[1].interleave = INTERLEAVE_CELLS;
    fill_network_figure();
    plan.network.link_bits = 2.5e9;
    plan.figure[1].medium_bytes = 4096;
    plan.planned_medium = (struct plan_medium){.where = plan_copy("loop:/var/tmp"), .size = 8192};
    plan.version = plan_copy("1.0");
    plan.created = plan_copy("2024-01-01T00:00:00Z");
    plan.profile = plan_copy("quick");
    plan.accel = plan_copy("tcg");
    plan.guest_image = plan_copy("ab6b");
    plan.missing = 2;
    plan.margin = 0.025;
    plan.stop = (struct plan_stop){.resolve = 0.01, .budget_s = 90.5, .stage = STOP_SETTLED};
    parameters_add(&plan.overrides, "time", "1s", 0);
    *array_add(plan.gate, plan.gate_count) = (struct plan_gate){plan_copy("clock"), 0.05, true};
    *array_add(plan.gate, plan.gate_count) = (struct plan_gate){plan_copy("binary"), NAN, false};
    *array_add(plan.setting, plan.setting_count) = (struct plan_setting){
        plan_copy("/sys/kernel/mm/transparent_hugepage/enabled"), plan_copy("madvise")};
    *array_add(plan.binary, plan.binary_count) =
        (struct plan_binary){plan_copy("stream"), plan_copy("00ff")};
    plan_warn(&plan, "%s: left out: %s", "kvm-tuned", "2 CPUs");
    order(UINT64_MAX - 1);
}

static void json_round_trip(void **state) {
    (void)state;
    static struct plan back;
    struct error err = {.text = ""};
    fill();
    cleanup_json json_t *json = plan_to_json(&plan);
    assert_non_null(json);
    if (plan_from_json(json, &back, &err) < 0)
        fail_msg("%s", err.text);
    assert_true(back.seed == UINT64_MAX - 1);
    assert_string_equal(back.guest_image, "ab6b");
    assert_int_equal(back.missing, 2);
    assert_true(back.margin == 0.025);
    assert_string_equal(parameters_find(&back.overrides, "time")->value, "1s");
    assert_true(isnan(back.gate[1].limit));
    assert_true(back.gate[0].warns && !back.gate[1].warns);
    assert_null(back.figure[1].paper);
    assert_string_equal(back.figure[0].series[1].treatment, "burner");
    assert_null(back.figure[0].series[0].treatment);
    assert_int_equal(back.figure[1].boots, BOOT_ONCE);
    assert_int_equal(back.figure[0].interleave, INTERLEAVE_SLICES);
    assert_true(back.figure[0].slice_s == 0.05);
    assert_int_equal(back.figure[1].interleave, INTERLEAVE_CELLS);
    assert_null(back.figure[0].peer_cpus);
    assert_int_equal(back.figure[0].role, ROLE_ALONE);
    assert_int_equal(back.figure[2].role, ROLE_SERVER);
    assert_string_equal(back.figure[2].peer_cpus, "4-7");
    assert_null(back.figure[2].sweep_key);
    assert_string_equal(back.figure[2].sweep_values.word[1], "back");
    assert_string_equal(back.figure[2].sweep_sets.word[1], "reverse=true udp=false");
    assert_true(back.network.link_bits == 2.5e9);
    assert_int_equal(back.figure[1].medium_bytes, 4096);
    assert_string_equal(back.planned_medium.where, "loop:/var/tmp");
    assert_int_equal(back.planned_medium.size, 8192);
    assert_string_equal(back.warning[0], "kvm-tuned: left out: 2 CPUs");
    assert_true(same_blocks(plan.block, back.block, plan.block_count));
    assert_memory_equal(&plan.block[5].layout, &back.block[5].layout, sizeof(struct plan_layout));
    assert_true(back.stop.resolve == 0.01 && back.stop.budget_s == 90.5);
    assert_int_equal(back.stop.stage, STOP_SETTLED);
    cleanup_json json_t *again = plan_to_json(&back);
    assert_true(json_equal(json, again));
    plan_free(&back);
    json_object_del(json, "margin"); /* as plans of before */
    assert_int_equal(plan_from_json(json, &back, &err), 0);
    assert_true(back.margin == 0.01);
    plan_free(&back);
}

static void expect_unwritten(const char *wanted) {
    struct error err = {.text = ""};
    assert_null(plan_checked_json(&plan, &err));
    assert_int_equal(err.status, STATUS_USAGE);
    if (!strstr(err.text, wanted))
        fail_msg("found '%s', wanted '%s'", err.text, wanted);
}

static void plans_of_before_slices_are_of_cells(void **state) {
    (void)state;
    static struct plan back;
    fill();
    cleanup_json json_t *json = plan_to_json(&plan);
    json_t *figure = json_array_get(json_object_get(json, "figures"), 0);
    json_object_del(figure, "interleave");
    json_object_del(figure, "slice_s");
    assert_int_equal(plan_from_json(json, &back, NULL), 0);
    assert_int_equal(back.figure[0].interleave, INTERLEAVE_CELLS);
    plan_free(&back);
}

static void no_plan_is_written_that_cannot_be_read(void **state) {
    (void)state;
    struct error err;
    fill();
    cleanup_json json_t *good = plan_checked_json(&plan, &err);
    assert_non_null(good);
    strcpy(plan.figure[1].name, "fig02");
    expect_unwritten("figures[1].name: 'fig02' is there twice");
    strcpy(plan.figure[1].name, "fig08");
    strcpy(plan.figure[0].series[1].name, "s0");
    expect_unwritten("'s0' is there twice");
    strcpy(plan.figure[0].series[1].name, "s/");
    expect_unwritten("figures[0].series[1].name: 's/' is no name");
    strcpy(plan.figure[0].series[1].name, "s1");
    strcpy(plan.figure[0].title, "\xFC");
    expect_unwritten("not UTF-8");
}

/* Breaks one place of a good plan.json, expects the message, and mends it again. */
static void broken(json_t *owner, const char *key, json_t *value, const json_t *document,
                   const char *wanted) {
    static struct plan back;
    struct error err = {.text = ""};
    json_t *before = json_incref(json_object_get(owner, key));
    if (value)
        json_object_set_new(owner, key, value);
    else
        json_object_del(owner, key);
    if (plan_from_json(document, &back, &err) == 0) {
        plan_free(&back);
        fail_msg("not refused: %s", wanted);
    }
    if (strncmp(err.text, wanted, strlen(wanted)) != 0)
        fail_msg("found '%s', wanted '%s'", err.text, wanted);
    if (before)
        json_object_set_new(owner, key, before);
    else
        json_object_del(owner, key);
}

static void broken_files_are_refused_by_place(void **state) {
    (void)state;
    fill();
    cleanup_json json_t *json = plan_to_json(&plan);
    json_t *figure = json_array_get(json_object_get(json, "figures"), 0);
    json_t *series = json_array_get(json_object_get(figure, "series"), 1);
    json_t *swept = json_array_get(json_object_get(json, "figures"), 1);
    json_t *blocks = json_object_get(json, "blocks"), *block = NULL;
    json_t *setting = json_array_get(json_object_get(json, "settings"), 0);
    size_t place;
    json_array_foreach(blocks, place, block) {
        if (strcmp(json_string_value(json_object_get(block, "figure")), "fig02") == 0)
            break;
    }
    char wanted[128];
#define PLACE(text) (snprintf(wanted, sizeof wanted, "blocks[%zu]" text, place), wanted)

    broken(json, "schema", json_string("virtax-plan/9"), json, "schema: 'virtax-plan/9'");
    broken(json, "seed", json_string("1"), json, "seed: a whole number wanted, a text found");
    broken(json, "margin", json_null(), json, "margin: not from 0 to 1");
    broken(json, "margin", json_real(1.5), json, "margin: not from 0 to 1");
    broken(json, "blocks", NULL, json, "blocks: a list wanted, nothing found");
    broken(json, "figures", json_array(), json, "blocks[0].figure: unknown figure");
    broken(json, "gates", json_pack("[{ss}]", "name", "g"), json,
           "gates[0].limit: a number wanted, nothing found");
    broken(json, "medium", json_null(), json, "figures[1].medium: the plan has none");
    broken(json, "medium", json_pack("{sssi}", "where", "here", "size", 1), json,
           "medium.where: 'here' is not absolute");
    broken(swept, "medium", json_integer(-1), json, "figures[1].medium: ");
    broken(json, "gates", json_pack("[s]", "g"), json, "gates[0].name: a text wanted");
    broken(json, "warnings", json_pack("[i]", 1), json, "warnings[0]: a text wanted");
    broken(setting, "path", json_string("/etc/passwd"), json,
           "settings[0].path: '/etc/passwd' is not below");
    broken(setting, "path", json_string("/sys/../etc/passwd"), json, "settings[0].path: ");
    broken(figure, "kernel", json_string("../../bin/sh"), json,
           "figures[0].kernel: '../../bin/sh' is no name");
    broken(figure, "name", json_string("fig08"), json, "figures[1].name: 'fig08' is there twice");
    broken(figure, "boots", json_string("blokc"), json, "figures[0].boots: unknown value 'blokc'");
    broken(figure, "interleave", json_string("slice"), json,
           "figures[0].interleave: unknown value 'slice' (closest: slices)");
    broken(figure, "slice_s", json_real(-0.1), json, "figures[0].slice_s: less than 0");
    broken(figure, "cell_timeout_s", json_integer(0), json, "figures[0].cell_timeout_s: must");
    broken(figure, "rounds", json_integer(0), json, "figures[0].rounds: 0 is not from 1");
    broken(figure, "results", json_array(), json, "figures[0].results: empty");
    broken(figure, "series", json_array(), json, "figures[0].series: empty");
    broken(figure, "parameters", json_pack("{si}", "time", 2), json,
           "figures[0].parameters.time: a text wanted, a whole number found");
    broken(json_object_get(swept, "sweep"), "values", json_array(), json,
           "figures[1].sweep.values: empty");
    broken(json_object_get(swept, "sweep"), "sets", json_pack("[s]", "k=1"), json,
           "figures[1].sweep.sets: 1 for ");
    json_t *asked = json_array_get(json_object_get(json, "figures"), 2);
    broken(asked, "role", json_string("sever"), json, "figures[2].role: unknown value 'sever'");
    broken(figure, "peer_cpus", json_string("1"), json, "figures[0].peer_cpus: there is no peer");
    broken(asked, "peer_cpus", json_null(), json, "figures[2].peer_cpus: the peer is on this");
    broken(asked, "peer_cpus", json_integer(4), json, "figures[2].peer_cpus: ");
    broken(json_object_get(asked, "sweep"), "sets", json_pack("[ss]", "udp=false", "udp"), json,
           "figures[2].sweep.sets");
    broken(json, "network", json_pack("{si}", "link_bits", 3), json, "network.link_bits: 3");
    broken(series, "name", json_string("s0"), json, "figures[0].series[1].name: 's0' is there");
    broken(block, "order", json_pack("[sss]", "s0", "s1", "x"), json,
           PLACE(".order: unknown series 'x'"));
    broken(block, "order", json_pack("[ss]", "s0", "s1"), json, PLACE(".order: 2 series, but"));
    broken(block, "order", json_pack("[sss]", "s0", "s1", "s0"), json,
           PLACE(".order[2]: 's0' is there twice"));
    broken(block, "x", json_string("4"), json, PLACE(".x: '4' is no swept value"));
    broken(block, "round", json_integer(3), json, PLACE(".round: 3 is not from 1 to 2"));
    json_array_append(blocks, block); /* the version stays as it is */
    broken(json, "version", json_string("1.0"), json, "blocks[6]: ");
    json_array_remove(blocks, 6);
    broken(json, "created", json_null(), json, "created: a text wanted, null found");
}

/* Of before there were wanted precisions and layouts. */
static void older_plans_lack_them(void **state) {
    (void)state;
    static struct plan back;
    fill();
    cleanup_json json_t *json = plan_to_json(&plan);
    static const char *const later[] = {"resolve", "budget_s", "stage"};
    for (size_t i = 0; i < sizeof later / sizeof *later; i++)
        assert_int_equal(json_object_del(json, later[i]), 0);
    assert_int_equal(json_object_del(json_array_get(json_object_get(json, "blocks"), 5), "layout"),
                     0);
    assert_int_equal(plan_from_json(json, &back, NULL), 0);
    assert_true(back.stop.resolve == 0);
    assert_int_equal(back.block[5].layout.stack_offset, 0);
    assert_int_equal(back.block[5].layout.environment_bytes, 0);
    plan_free(&back);
}

static void broken_precision_and_layout_are_refused(void **state) {
    (void)state;
    fill();
    cleanup_json json_t *json = plan_to_json(&plan);
    json_t *layout = json_object_get(json_array_get(json_object_get(json, "blocks"), 0), "layout");
    broken(json, "resolve", json_real(0), json, "resolve: 0 is not above 0 and at most 1");
    broken(json, "resolve", json_real(1.5), json, "resolve: 1.5 is not above 0 and at most 1");
    broken(json, "resolve", json_string("1%"), json, "resolve: a number wanted, a text found");
    broken(json, "budget_s", json_real(0), json, "budget_s: must be more than 0");
    broken(json, "budget_s", NULL, json, "budget_s: a number wanted, nothing found");
    broken(json, "stage", json_integer(3), json, "stage: 3 is not from 1 to 2");
    broken(layout, "stack_offset", json_integer(8), json,
           "blocks[0].layout.stack_offset: no multiple of 16");
    broken(layout, "stack_offset", json_integer(4096), json,
           "blocks[0].layout.stack_offset: 4096 is not from 0 to 4080");
    broken(layout, "environment_bytes", json_integer(4097), json,
           "blocks[0].layout.environment_bytes: 4097 is not from 0 to 4096");
    broken(layout, "environment_bytes", NULL, json,
           "blocks[0].layout.environment_bytes: a whole number wanted, nothing found");
}

static void a_plan_reads_well(void **state) {
    (void)state;
    fill();
    cleanup_free char *text = NULL;
    size_t size;
    FILE *out = open_memstream(&text, &size);
    plan_print(&plan, out);
    fclose(out);
    assert_non_null(strstr(text, "profile quick, seed 18446744073709551614, accelerator tcg\n"));
    assert_non_null(strstr(text, "fig02: a title\n"));
    assert_non_null(strstr(text, "--array-size=1048576 --stores=nontemporal\n"));
    assert_non_null(strstr(text, "gate clock, limit 0.05, warns\n"));
    assert_non_null(strstr(text, "warning: kvm-tuned: left out: 2 CPUs\n"));
    assert_non_null(strstr(text, "block 1: "));
    assert_non_null(strstr(text, "fig08/threads=2 r1: s"));
    assert_non_null(strstr(text, "block 6: "));
    assert_null(strstr(text, "block 7: "));
}

/* Series, gates, figures, words of a line: as many as are planned, also read back. */
static void nothing_of_a_plan_has_a_limit(void **state) {
    (void)state;
    struct error err = {.text = ""};
    enum { MANY = 70 };
    for (int i = 0; i < MANY; i++) {
        char name[16];
        snprintf(name, sizeof name, "fig%d", i);
        plan_warn(&plan, "warning %d", i);
        *array_add(plan.gate, plan.gate_count) = (struct plan_gate){plan_copy(name), i, false};
        *array_add(plan.setting, plan.setting_count) =
            (struct plan_setting){plan_copy("/sys/kernel/mm"), plan_copy(name)};
        *array_add(plan.binary, plan.binary_count) =
            (struct plan_binary){plan_copy(name), plan_copy("00ff")};
        struct plan_figure *figure = add_figure(name, i ? 1 : MANY, 1, i ? 0 : MANY);
        for (int k = 0; k < MANY; k++)
            parameters_add(&figure->parameters, name, name, 0), snprintf(name, 16, "key%d", k);
    }
    plan.version = plan_copy("1.0");
    plan.created = plan_copy("2024-01-01T00:00:00Z");
    plan.profile = plan_copy("quick");
    order(7);
    cleanup_json json_t *json = plan_to_json(&plan);
    struct plan back;
    if (plan_from_json(json, &back, &err) < 0)
        fail_msg("%s", err.text);
    assert_int_equal(back.warning_count, MANY);
    assert_string_equal(back.warning[MANY - 1], "warning 69");
    assert_int_equal(back.gate_count, MANY);
    assert_int_equal(back.setting_count, MANY);
    assert_int_equal(back.binary_count, MANY);
    assert_int_equal(back.figure_count, MANY);
    assert_int_equal(back.figure[0].series_count, MANY);
    assert_int_equal(back.figure[0].sweep_values.count, MANY);
    assert_int_equal(back.figure[0].parameters.count, MANY);
    assert_int_equal(back.block_count, plan.block_count);
    assert_true(same_blocks(plan.block, back.block, plan.block_count));
    plan_free(&back);
}

static void a_figure_without_series_is_refused(void **state) {
    (void)state;
    struct error err;
    add_figure("fig02", 0, 1, 0);
    assert_int_equal(plan_order(&plan, &err), -1);
    assert_non_null(strstr(err.text, "fig02: 0 series"));
    assert_null(plan_copy(NULL));
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_teardown(cells_have_ids, empty),
        cmocka_unit_test_teardown(json_round_trip, empty),
        cmocka_unit_test_teardown(plans_of_before_slices_are_of_cells, empty),
        cmocka_unit_test_teardown(no_plan_is_written_that_cannot_be_read, empty),
        cmocka_unit_test_teardown(broken_files_are_refused_by_place, empty),
        cmocka_unit_test_teardown(older_plans_lack_them, empty),
        cmocka_unit_test_teardown(broken_precision_and_layout_are_refused, empty),
        cmocka_unit_test_teardown(a_plan_reads_well, empty),
        cmocka_unit_test_teardown(nothing_of_a_plan_has_a_limit, empty),
        cmocka_unit_test_teardown(a_figure_without_series_is_refused, empty),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
