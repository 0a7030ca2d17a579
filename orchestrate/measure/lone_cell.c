/* lone_cell.c - makes for a cell what a run makes for all of them. */
#include "lone_cell.h"

#include "cell.h"
#include "common/cleanup.h"
#include "gates.h"
#include "network.h"
#include "record_text.h"
#include "run_medium.h"
#include "settings_apply.h"
#include "stage.h"
#include "with_journal.h"

struct lone {
    const struct plan *plan;
    json_t *record; /* NULL: none could be made */
};

static json_t *run_in(struct stage *stage, const struct plan *plan, struct error *err) {
    const struct plan_figure *figure = &plan->figure[plan->block[0].figure];
    const struct cell cell = {.plan = plan, .block = plan->block, .position = 1};
    struct environment *environment =
        stage_enter(stage, figure->series[cell.series].environment, 0, figure, err);
    return environment ? cell_run(&cell, environment, err) : NULL;
}

static int run_on_medium(struct lone *lone, struct journal *journal, struct lab *lab,
                         struct error *err) {
    struct medium *medium;
    struct stage stage;
    if (run_medium_open(lone->plan, journal, &medium, err) < 0)
        return -1;
    stage_open(&stage, lone->plan, journal, lab, medium);
    lone->record = run_in(&stage, lone->plan, err);
    json_decref(stage_close(&stage));
    bool before = process_shield(true);
    json_decref(run_medium_close(medium));
    process_shield(before);
    return lone->record ? 0 : -1;
}

static int run(void *context, struct journal *journal, struct error *err) {
    struct lone *lone = context;
    bool networked = network_needed(lone->plan);
    struct lab lab = {0};
    int status = settings_apply(lone->plan, journal, err);
    if (status == 0 && networked)
        status = network_up(lone->plan, journal, &lab, err);
    if (status == 0)
        status = run_on_medium(lone, journal, networked ? &lab : NULL, err);
    if (networked)
        network_down(&lab);
    return status;
}

static void warn_of_gates(const json_t *record, struct plan *plan) {
    const struct plan_figure *figure = &plan->figure[plan->block[0].figure];
    size_t i;
    const json_t *gate;
    char what[256];
    json_array_foreach(json_object_get(record, "gates"), i, gate) {
        if (gate_failed(gate) || gate_warned(gate))
            plan_warn(plan, "%s: when %s was tried alone: %s", figure->name, figure->series[0].name,
                      gate_describe(gate, what, sizeof what));
    }
}

static json_t *judge(const json_t *record, struct plan *plan, struct error *err) {
    char why[512];
    if (!record_was_measured(record))
        return error_null(error_failed(err, "%s", record_cause(record, why, sizeof why)));
    warn_of_gates(record, plan);
    return json_incref(json_object_get(record, "kernel"));
}

json_t *lone_cell(struct plan *plan, struct error *err) {
    struct plan gates = {0};
    struct plan judged = *plan;
    struct lone lone = {.plan = &judged};
    json_t *kernel = NULL;
    judged.gate = NULL;
    judged.gate_count = 0;
    if (gates_declare(&judged, err) == 0 && with_journal(run, &lone, err) == 0)
        kernel = judge(lone.record, plan, err);
    json_decref(lone.record);
    gates.gate = judged.gate;
    gates.gate_count = judged.gate_count;
    plan_free(&gates);
    return kernel;
}
