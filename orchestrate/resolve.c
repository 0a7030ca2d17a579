#include "resolve.h"

#include "guest.h"
#include "kernel_argv.h"
#include "process.h"
#include "project.h"
#include "scrub.h"
#include "words.h"

#include "../kernels/harness/cleanup.h"
#include "../kernels/harness/cpulist.h"

#include <inttypes.h>
#include <string.h>

enum { RESOLVE_TIMEOUT_S = 120, OVERRIDE_LINE = 0 };

/* Later ones win, at the place of the first. */
static int merge(struct parameters *merged, const struct parameters *more, struct error *err) {
    for (size_t i = 0; i < more->count; i++) {
        const struct parameter *from = &more->item[i];
        struct parameter *to = (struct parameter *)parameters_find(merged, from->key);
        if (!to && parameters_add(merged, from->key, from->value, from->line) < 0)
            return error_failed(err, "too many parameters");
        if (!to)
            continue;
        free(to->value);
        to->value = strdup(from->value);
        to->line = from->line;
        if (!to->value)
            return error_failed(err, "out of memory");
    }
    return 0;
}

/* Puts the place that set the refused parameter before the kernel's own message. */
static int refused(const struct figure *figure, const struct parameters *asked,
                   const struct process_result *result, struct error *err) {
    const char *said = last_lines(result->err, 1);
    const char *colon = strstr(said, ": ");
    char message[1024];
    snprintf(message, sizeof message, "%.*s", (int)strcspn(colon ? colon + 2 : said, "\n"),
             colon ? colon + 2 : said);
    int (*fail)(struct error *, const char *, ...) =
        result->exit_status == STATUS_USAGE ? error_usage : error_unavailable;
    for (size_t i = 0; i < asked->count; i++) {
        const struct parameter *parameter = &asked->item[i];
        char option[128];
        snprintf(option, sizeof option, "--%s", parameter->key);
        const char *at = strstr(message, option), *guess = strstr(message, "(closest");
        if (!at || (guess && at > guess) || strspn(at + strlen(option), "-abcdefghijklmnopqrstuvwxyz") > 0)
            continue;
        if (parameter->line == OVERRIDE_LINE)
            return fail(err, "--set %s: %s", parameter->key, message);
        return fail(err, "%s:%d: %s: %s", figure->path, parameter->line, parameter->key, message);
    }
    if (result->exit_status != STATUS_USAGE && result->exit_status != STATUS_UNAVAILABLE)
        return error_failed(err, "%s: %s --resolve: %s", figure->name, figure->kernel, message);
    return fail(err, "%s: %s: %s", figure->name, figure->kernel, message);
}

static char *parameter_text(const json_t *value) {
    char *text = NULL;
    if (json_is_string(value))
        return strdup(json_string_value(value));
    if (json_is_boolean(value))
        return strdup(json_is_true(value) ? "true" : "false");
    return asprintf(&text, "%.17g", json_number_value(value)) < 0 ? NULL : text;
}

static int take(const char *text, struct plan_figure *planned, struct error *err) {
    json_error_t cause;
    cleanup_json json_t *record = json_loads(text, 0, &cause);
    const json_t *parameters = json_object_get(record, "parameters");
    const char *key;
    json_t *value;
    if (!json_is_object(parameters))
        return error_failed(err, "%s --resolve printed no parameters: %s", planned->kernel,
                            record ? "no such member" : cause.text);
    json_object_foreach((json_t *)parameters, key, value) {
        bool swept = planned->sweep_key && strcmp(key, planned->sweep_key) == 0;
        if (json_is_null(value) || swept)
            continue;
        cleanup_free char *word = parameter_text(value);
        if (!word || parameters_add(&planned->parameters, key, word, 0) < 0)
            return error_failed(err, "%s: too many parameters", planned->kernel);
    }
    return 0;
}

static int ask(const struct figure *figure, const struct parameters *asked, uint64_t memory_limit,
               struct plan_figure *planned, struct error *err) {
    struct path binary;
    cpu_set_t cpus;
    if (project_kernel(figure->kernel, &binary, err) < 0 ||
        cpulist_parse(planned->cpus, &cpus, err) < 0)
        return -1;

    /* Asked like a cell, with what is left to the kernel left out. */
    struct plan_figure question = {0};
    int status = 0;
    for (size_t i = 0; i < asked->count; i++)
        if (strcmp(asked->item[i].value, "auto") != 0 &&
            parameters_add(&question.parameters, asked->item[i].key, asked->item[i].value, 0) < 0)
            status = error_failed(err, "too many parameters");
    char **arguments = status == 0 ? kernel_arguments(&question, -1) : NULL;
    parameters_free(&question.parameters);
    if (!arguments)
        return status < 0 ? status : error_failed(err, "out of memory");

    char limit[64];
    snprintf(limit, sizeof limit, "--memory-limit=%" PRIu64, memory_limit);
    const char *head[] = {binary.text, "--resolve", memory_limit ? limit : NULL, NULL};
    struct kernel_argv argv = kernel_argv(head, (const char *const *)arguments);
    struct process_spec spec = {.argv = argv.word,
                                .environment = scrubbed_environment,
                                .cpus = &cpus,
                                .memory_nodes = planned->memory_nodes,
                                .timeout_s = RESOLVE_TIMEOUT_S};
    struct process_result result;
    status = process_run(&spec, &result, err);
    if (status == 0)
        status = result.exit_status ? refused(figure, asked, &result, err)
                                    : take(result.out, planned, err);
    process_result_free(&result);
    argv_free(arguments);
    return status;
}

int resolve_parameters(const struct figure *figure, const struct profile *profile,
                       const struct parameters *overrides, uint64_t memory_limit,
                       struct plan_figure *planned, struct error *err) {
    struct parameters asked = {0};
    int status = merge(&asked, &figure->parameters, err);
    if (status == 0)
        status = merge(&asked, &profile->parameters, err);
    if (status == 0 && figure->sweep_key) {
        struct parameters swept = {0};
        if (parameters_add(&swept, figure->sweep_key, figure->sweep_values.word[0], 0) < 0)
            status = error_failed(err, "out of memory");
        if (status == 0)
            status = merge(&asked, &swept, err);
        parameters_free(&swept);
    }
    if (status == 0)
        status = merge(&asked, overrides, err);
    if (status == 0)
        status = ask(figure, &asked, memory_limit, planned, err);
    parameters_free(&asked);
    return status;
}
