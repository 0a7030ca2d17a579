/* plan.c - a plan's texts and memory: ids, warnings, the print of --dry-run. */
#include "plan.h"

#include "base/array.h"
#include "base/words.h"
#include "common/cleanup.h"
#include "common/units.h"
#include "sweep.h"

#include <inttypes.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

char *plan_copy(const char *text) {
    return text ? strdup(text) : NULL;
}

void plan_warn(struct plan *plan, const char *format, ...) {
    va_list args;
    va_start(args, format);
    warnings_add(&plan->warning, &plan->warning_count, format, args);
    va_end(args);
}

void plan_warn_once(struct plan *plan, const char *format, ...) {
    cleanup_free char *text = NULL;
    va_list args;
    va_start(args, format);
    if (vasprintf(&text, format, args) < 0)
        text = NULL;
    va_end(args);
    if (text && !warnings_have(plan->warning, plan->warning_count, text))
        plan_warn(plan, "%s", text);
}

void plan_series_free(struct plan_series *series) {
    free(series->name);
    free(series->environment);
    free(series->effect);
    free(series->treatment);
    parameters_free(&series->parameters);
}

bool plan_is_emulated(const struct plan *plan, const struct plan_series *series) {
    return series->traits.kind == KIND_GUEST && plan->accel && strcmp(plan->accel, "tcg") == 0;
}

bool plan_loads_service(const struct plan_figure *figure) {
    return figure->service && figure->role == ROLE_SERVER;
}

const char *plan_kernel_there(const struct plan_figure *figure) {
    return plan_loads_service(figure) ? SERVICE_KERNEL : figure->kernel;
}

const struct plan_figure *plan_first_with_peer(const struct plan *plan) {
    for (size_t i = 0; i < plan->figure_count; i++)
        if (plan->figure[i].role != ROLE_ALONE)
            return &plan->figure[i];
    return NULL;
}

void plan_figure_free(struct plan_figure *figure) {
    char *texts[] = {figure->name,    figure->title,        figure->kernel,    figure->metric,
                     figure->unit,    figure->axis,         figure->chart,     figure->paper,
                     figure->cpus,    figure->memory_nodes, figure->peer_cpus, figure->sweep_key,
                     figure->service, figure->view_of,      figure->against};
    for (size_t i = 0; i < sizeof texts / sizeof *texts; i++)
        free(texts[i]);
    json_decref(figure->yields);
    words_free(&figure->results);
    words_free(&figure->sweep_values);
    words_free(&figure->sweep_sets);
    plan_shares_free(&figure->shares);
    parameters_free(&figure->parameters);
    for (size_t i = 0; i < figure->series_count; i++)
        plan_series_free(&figure->series[i]);
    free(figure->series);
}

void plan_free_blocks(struct plan *plan) {
    for (size_t i = 0; i < plan->block_count; i++)
        free(plan->block[i].order);
    free(plan->block);
    plan->block = NULL;
    plan->block_count = 0;
}

void plan_free(struct plan *plan) {
    free(plan->version);
    free(plan->created);
    free(plan->profile);
    free(plan->accel);
    free(plan->guest_image);
    plan_boot_free(&plan->boot);
    plan_network_free(&plan->network);
    plan_medium_free(&plan->planned_medium);
    plan_services_free(&plan->services);
    parameters_free(&plan->overrides);
    for (size_t i = 0; i < plan->figure_count; i++)
        plan_figure_free(&plan->figure[i]);
    plan_free_blocks(plan);
    for (size_t i = 0; i < plan->gate_count; i++)
        free(plan->gate[i].name);
    for (size_t i = 0; i < plan->setting_count; i++) {
        free(plan->setting[i].path);
        free(plan->setting[i].value);
    }
    for (size_t i = 0; i < plan->binary_count; i++) {
        free(plan->binary[i].kernel);
        free(plan->binary[i].sha256);
    }
    for (size_t i = 0; i < plan->warning_count; i++)
        free(plan->warning[i]);
    free(plan->figure);
    free(plan->gate);
    free(plan->setting);
    free(plan->binary);
    free(plan->warning);
    *plan = (struct plan){0};
}

int plan_add_series(struct plan_figure *figure, const char *name, const char *environment,
                    struct error *err) {
    struct plan_series *series = array_add(figure->series, figure->series_count);
    if (!series)
        return error_failed(err, "out of memory");
    *series = (struct plan_series){.name = plan_copy(name), .environment = plan_copy(environment)};
    return series->name && series->environment ? 0 : error_failed(err, "out of memory");
}

int plan_series_index(const struct plan_figure *figure, const char *name) {
    for (size_t i = 0; i < figure->series_count; i++)
        if (strcmp(figure->series[i].name, name) == 0)
            return (int)i;
    return -1;
}

int plan_figure_index(const struct plan *plan, const char *name) {
    for (size_t i = 0; i < plan->figure_count; i++)
        if (strcmp(plan->figure[i].name, name) == 0)
            return (int)i;
    return -1;
}

const char *plan_binary_sha256(const struct plan *plan, const char *kernel) {
    for (size_t i = 0; i < plan->binary_count; i++)
        if (strcmp(plan->binary[i].kernel, kernel) == 0)
            return plan->binary[i].sha256;
    return NULL;
}

double plan_process_timeout_s(const struct plan_figure *figure) {
    bool waits = figure->interleave == INTERLEAVE_SLICES;
    return figure->cell_timeout_s * (waits ? (double)figure->series_count : 1);
}

int plan_baseline(const struct plan_figure *figure) {
    for (size_t i = 0; i < figure->series_count; i++)
        if (figure->series[i].effect && !*figure->series[i].effect)
            return (int)i;
    return -1;
}

/* "fig02" or "fig08/threads=4". */
static void place_of(const struct plan *plan, const struct plan_block *block, char *buffer,
                     size_t size) {
    const struct plan_figure *figure = &plan->figure[block->figure];
    char text[256];
    if (block->x < 0)
        snprintf(buffer, size, "%s", figure->name);
    else
        snprintf(buffer, size, "%s/%s", figure->name,
                 sweep_text(figure, (size_t)block->x, text, sizeof text));
}

const char *plan_cell_id(const struct plan *plan, const struct plan_block *block, size_t series,
                         char *buffer, size_t size) {
    char place[256];
    place_of(plan, block, place, sizeof place);
    snprintf(buffer, size, "%s/%s/r%u", place, plan->figure[block->figure].series[series].name,
             block->round);
    return buffer;
}

static void print_words(const char *label, const struct words *words, FILE *out) {
    fprintf(out, "  %-11s", label);
    for (size_t i = 0; i < words->count; i++)
        fprintf(out, " %s", *words->word[i] ? words->word[i] : "-");
    fputc('\n', out);
}

static void print_parameters(const struct parameters *parameters, FILE *out) {
    for (size_t i = 0; i < parameters->count; i++)
        fprintf(out, " --%s=%s", parameters->item[i].key, parameters->item[i].value);
    fputc('\n', out);
}

/* What differs from the figure's parameters, or makes a study: names alone do not tell. */
static void print_changes(const struct plan_figure *figure, FILE *out) {
    for (size_t i = 0; i < figure->series_count; i++) {
        const struct plan_series *series = &figure->series[i];
        if (!series->effect && !series->treatment && series->parameters.count == 0)
            continue;
        fprintf(out, "  %s: %s", series->name, series->environment);
        if (series->treatment)
            fprintf(out, ", %s", series->treatment);
        print_parameters(&series->parameters, out);
    }
}

static void print_shares(const struct plan_shares *shares, FILE *out) {
    char text[256];
    if (shares->of.count == 0)
        return;
    if (shares->capacity > 0)
        print_words("shares", &shares->of, out);
    fprintf(out, "  of          %s\n", plan_shares_text(shares, text, sizeof text));
}

static void print_figure(const struct plan_figure *figure, FILE *out) {
    char memory[32], timeout[32];
    fprintf(out, "%s: %s\n", figure->name, figure->title);
    fprintf(out, "  kernel      %s, %s in %s\n", figure->kernel, figure->metric, figure->unit);
    if (figure->view_of)
        fprintf(out, "  cells       those of %s\n", figure->view_of);
    if (figure->service)
        fprintf(out, "  service     %s\n", figure->service);
    print_words("results", &figure->results, out);
    fprintf(out, "  series     ");
    for (size_t i = 0; i < figure->series_count; i++)
        fprintf(out, " %s", figure->series[i].name);
    fputc('\n', out);
    if (figure->sweep_key)
        print_words(figure->sweep_key, &figure->sweep_values, out);
    print_shares(&figure->shares, out);
    for (size_t i = 0; i < figure->sweep_sets.count; i++)
        fprintf(out, "  point       %s: %s\n", figure->sweep_values.word[i],
                figure->sweep_sets.word[i]);
    fprintf(out, "  CPUs        %s, memory of nodes %s\n", figure->cpus, figure->memory_nodes);
    if (figure->peer_cpus)
        fprintf(out, "  role        %s; its peer on CPUs %s\n", role_names[figure->role],
                figure->peer_cpus);
    fprintf(out, "  guest       %u vCPUs, %s, boots %s\n", figure->guest_vcpus,
            format_size(figure->guest_memory, memory, sizeof memory),
            figure->boots == BOOT_ONCE ? "once" : "for each block");
    fprintf(out, "  rounds      %u, at most %s for each cell\n", figure->rounds,
            format_time(figure->cell_timeout_s, timeout, sizeof timeout));
    fprintf(out, "  parameters ");
    print_parameters(&figure->parameters, out);
    print_changes(figure, out);
}

static void print_boot(const struct plan_boot *boot, FILE *out) {
    if (boot->image.path)
        fprintf(out, "image %s\n", boot->image.path);
    if (boot->kernel.path)
        fprintf(out, "guest kernel %s, initrd %s, append %s\n", boot->kernel.path,
                boot->initrd.path ? boot->initrd.path : "none",
                boot->append ? boot->append : "nothing");
}

static void print_medium(const struct plan_medium *medium, FILE *out) {
    char size[32];
    if (medium->where)
        fprintf(out, "storage medium %s, %s\n", medium->where,
                format_size(medium->size, size, sizeof size));
}

static void print_declared(const struct plan *plan, FILE *out) {
    for (size_t i = 0; i < plan->setting_count; i++)
        fprintf(out, "setting %s = %s\n", plan->setting[i].path, plan->setting[i].value);
    for (size_t i = 0; i < plan->gate_count; i++) {
        fprintf(out, "gate %s", plan->gate[i].name);
        if (!isnan(plan->gate[i].limit))
            fprintf(out, ", limit %g", plan->gate[i].limit);
        if (plan->gate[i].warns)
            fputs(", warns", out);
        fputc('\n', out);
    }
    for (size_t i = 0; i < plan->warning_count; i++)
        fprintf(out, "warning: %s\n", plan->warning[i]);
}

void plan_print(const struct plan *plan, FILE *out) {
    fprintf(out, "profile %s, seed %" PRIu64, plan->profile, plan->seed);
    if (plan->accel)
        fprintf(out, ", accelerator %s", plan->accel);
    fputc('\n', out);
    print_boot(&plan->boot, out);
    if (plan->network.peer)
        fprintf(out, "peer %s at %s\n", plan->network.peer, plan->network.address);
    if (plan->network.link_bits > 0)
        fprintf(out, "link %g Gbit/s\n", plan->network.link_bits / 1e9);
    print_medium(&plan->planned_medium, out);
    print_declared(plan, out);
    for (size_t i = 0; i < plan->figure_count; i++)
        print_figure(&plan->figure[i], out);
    for (size_t i = 0; i < plan->block_count; i++) {
        const struct plan_block *block = &plan->block[i];
        const struct plan_figure *figure = &plan->figure[block->figure];
        char place[256];
        place_of(plan, block, place, sizeof place);
        fprintf(out, "block %zu: %s r%u:", i + 1, place, block->round);
        for (size_t k = 0; k < figure->series_count; k++)
            fprintf(out, " %s", figure->series[block->order[k]].name);
        fputc('\n', out);
    }
}
