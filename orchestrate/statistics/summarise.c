/* summarise.c - warns of every cell that does not count, and of evidence that differs between
 * series (docs/method.md, nothing is dropped and same surroundings). */
#include "summarise.h"

#include "base/words.h"
#include "common/cleanup.h"
#include "drift.h"
#include "measure/record_text.h"
#include "noise.h"
#include "plan/features.h"
#include "speculation.h"

#include <math.h>
#include <string.h>

static const char *text_of(const json_t *object, const char *key) {
    const char *text = json_string_value(json_object_get(object, key));
    return text ? text : "";
}

/* Cells that count, and yet have no result `x`: a percentile, say, of too few samples. */
static void warn_of_missing_result(const struct plan *plan, const struct records *records,
                                   const char *x, struct summary *summary) {
    const struct plan_figure *figure = summary->figure;
    const char *first = NULL;
    size_t valid = 0, missing = 0;
    for (size_t i = 0; i < plan->block_count; i++) {
        const struct plan_block *block = &plan->block[i];
        for (size_t k = 0; block->figure == summary->index && k < figure->series_count; k++) {
            const json_t *record = records_of(plan, block, block->order[k], records);
            if (!json_is_true(json_object_get(record, "valid")))
                continue;
            valid++;
            if (!isnan(record_value(record, figure->metric, x)))
                continue;
            first = missing++ ? first : text_of(record, "cell");
        }
    }
    if (missing > 0)
        summary_warn(summary,
                     "%s: %zu of %zu valid cells are without a result %s%s%s, the first is %s",
                     figure->name, missing, valid, figure->metric, *x ? " " : "", x, first);
}

/* Each gate that failed; of what was not measured at all, the cause with the kernel's last words.
 */
static void warn_of_record(const json_t *record, struct summary *summary) {
    const char *cell = text_of(record, "cell");
    char text[512];
    if (json_is_true(json_object_get(record, "valid")))
        return;
    size_t i, failed = 0;
    const json_t *gate;
    bool measured = json_is_object(json_object_get(record, "kernel"));
    json_array_foreach(json_object_get(record, "gates"), i, gate) {
        if (!measured || !gate_failed(gate))
            continue;
        summary_warn(summary, "%s: gate %s", cell, gate_describe(gate, text, sizeof text));
        failed++;
    }
    if (failed == 0)
        summary_warn(summary, "%s: not counted: %s", cell, record_cause(record, text, sizeof text));
}

/* Evidence that must not differ between the series of a figure. */
static const struct trait {
    const char *name;
    const char *key[4]; /* in the evidence: of a member of a member... */
    const char *factor; /* that changes it: where it is studied, the difference is its result */
} traits[] = {
    {"isa", {"isa"}, "cpu-model"},
    {"blas_core", {"blas_core"}, "cpu-model"},
    {"kernel release", {"kernel_release"}, NULL},
    {"clock source",
     {"surroundings", "/sys/devices/system/clocksource/clocksource0/current_clocksource"},
     NULL},
    /* Packets of another size are another amount of work: some MTU on the way is smaller. */
    {"TCP segment size", {"server", "tcp", "mss"}, NULL},
};

enum { TRAIT_TEXT = 32 };

static bool is_studied(const struct plan_figure *figure, const char *factor) {
    size_t size = factor ? strlen(factor) : 0;
    for (size_t i = 0; factor && i < figure->series_count; i++) {
        const char *effect = figure->series[i].effect;
        if (effect && strncmp(effect, factor, size) == 0 && effect[size] == '=')
            return true;
    }
    return false;
}

/* A number is written to the buffer. */
static const char *trait_of(const json_t *record, const struct trait *trait,
                            char buffer[TRAIT_TEXT]) {
    const json_t *value = json_object_get(json_object_get(record, "kernel"), "evidence");
    for (size_t i = 0; trait->key[i]; i++)
        value = json_object_get(value, trait->key[i]);
    if (!json_is_integer(value))
        return json_string_value(value);
    snprintf(buffer, TRAIT_TEXT, "%" JSON_INTEGER_FORMAT, json_integer_value(value));
    return buffer;
}

/* Adds "NAME, " to what is known of the value, each name once. */
static void add_observer(json_t *observers, const char *value, const char *name) {
    const char *known = json_string_value(json_object_get(observers, value));
    const char *last = known ? strrchr(known, ' ') : NULL;
    if (known && strcmp(last ? last + 1 : known, name) == 0)
        return; /* series come one after the other */
    json_object_set_new(observers, value,
                        json_sprintf("%s%s%s", known ? known : "", known ? ", " : "", name));
}

/* "isa differs: avx512 (native, docker), avx2 (kvm)" */
static void warn_of_trait(const struct plan *plan, const struct records *records,
                          const struct trait *trait, struct summary *summary) {
    cleanup_json json_t *observers = json_object();
    for (size_t s = 0; s < summary->series_count; s++)
        for (size_t i = 0; i < plan->block_count; i++) {
            if (plan->block[i].figure != summary->index)
                continue; /* other figures have other series */
            char buffer[TRAIT_TEXT];
            const json_t *record = records_of(plan, &plan->block[i], s, records);
            bool counts = json_is_true(json_object_get(record, "valid"));
            const char *value = counts ? trait_of(record, trait, buffer) : NULL;
            if (value)
                add_observer(observers, value, summary->figure->series[s].name);
        }
    if (json_object_size(observers) < 2)
        return;
    const char *value;
    json_t *names;
    char text[1024] = "";
    json_object_foreach(observers, value, names) {
        size_t used = strlen(text);
        snprintf(text + used, sizeof text - used, "%s%s (%s)", used ? ", " : "", value,
                 json_string_value(names));
    }
    summary_warn(summary, "%s: %s differs: %s", summary->figure->name, trait->name, text);
}

/* What the host did not give to a guest, where the plan did not foresee it. */
static void warn_of_left_out(const struct plan *plan, const json_t *record,
                             struct summary *summary) {
    size_t i;
    const json_t *entry;
    json_array_foreach(json_object_get(json_object_get(record, "guest"), "left_out"), i, entry) {
        char text[1024];
        feature_left_out_text(text_of(record, "series"), entry, text, sizeof text);
        if (!warnings_have(plan->warning, plan->warning_count, text) &&
            !warnings_have(summary->warning, summary->warning_count, text))
            summary_warn(summary, "%s", text);
    }
}

static void warn_of_records(const struct plan *plan, const struct records *records,
                            struct summary *summary) {
    size_t missing = 0;
    char first[512] = "";
    for (size_t i = 0; i < plan->block_count; i++) {
        const struct plan_block *block = &plan->block[i];
        if (block->figure != summary->index)
            continue;
        for (size_t k = 0; k < summary->figure->series_count; k++) {
            const json_t *record = records_of(plan, block, block->order[k], records);
            if (record) {
                warn_of_record(record, summary);
                warn_of_left_out(plan, record, summary);
            } else if (missing++ == 0)
                plan_cell_id(plan, block, block->order[k], first, sizeof first);
        }
    }
    if (missing > 0)
        summary_warn(summary, "%s: %zu of %zu cells have no record, the first is %s",
                     summary->figure->name, missing, summary->cells_planned, first);
    for (size_t i = 0; i < summary->figure->results.count; i++)
        warn_of_missing_result(plan, records, summary->figure->results.word[i], summary);
    for (size_t i = 0; i < sizeof traits / sizeof *traits; i++)
        if (!is_studied(summary->figure, traits[i].factor))
            warn_of_trait(plan, records, &traits[i], summary);
    if (!is_studied(summary->figure, "seccomp"))
        warn_of_speculation(plan, records, summary);
    warn_of_speeds(plan, records, summary);
    warn_of_noise(plan, records, summary);
    warn_of_drift(plan, records, summary);
}

int summarise(const struct plan *plan, size_t figure, const struct records *records,
              struct summary *summary, struct error *err) {
    struct shown shown = shown_of(&plan->figure[figure]);
    if (summary_make(plan, figure, shown, record_shown, records, summary, err) < 0)
        return -1;
    warn_of_records(plan, records, summary);
    return 0;
}
