#include "resolve.h"

#include "base/process.h"
#include "base/project.h"
#include "environments/scrub.h"
#include "kernel_argv.h"
#include "words.h"

#include "harness/cleanup.h"
#include "harness/closest.h"
#include "harness/cpulist.h"

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

typedef int fail_function(struct error *err, const char *format, ...);

/* Fails with the place that set a parameter before the message. */
static int fail_at(fail_function *fail, const struct figure *figure,
                   const struct parameter *parameter, const char *message, struct error *err) {
    if (parameter->line == OVERRIDE_LINE)
        return fail(err, "--set %s: %s", parameter->key, message);
    return fail(err, "%s:%d: %s: %s", figure->path, parameter->line, parameter->key, message);
}

/* What the kernel refused, at the place of the parameter that its message names. */
static int refused(const struct figure *figure, const struct parameters *asked,
                   const struct process_result *result, struct error *err) {
    const char *said = last_lines(result->err, 1);
    const char *colon = strstr(said, ": ");
    char message[1024];
    snprintf(message, sizeof message, "%.*s", (int)strcspn(colon ? colon + 2 : said, "\n"),
             colon ? colon + 2 : said);
    fail_function *fail = result->exit_status == STATUS_USAGE         ? error_usage
                          : result->exit_status == STATUS_UNAVAILABLE ? error_unavailable
                                                                      : error_failed;
    for (size_t i = 0; i < asked->count; i++) {
        char value[128], name[128];
        snprintf(value, sizeof value, "--%s: ", asked->item[i].key);
        snprintf(name, sizeof name, "unknown option '--%s'", asked->item[i].key);
        if (strncmp(message, value, strlen(value)) == 0)
            return fail_at(fail, figure, &asked->item[i], message + strlen(value), err);
        if (strncmp(message, name, strlen(name)) == 0)
            return fail_at(fail, figure, &asked->item[i], message, err);
    }
    return fail(err, "%s: %s: %s", figure->name, figure->kernel, message);
}

/* Every parameter that was asked for must be one of the kernel's. */
static int all_known(const struct figure *figure, const struct parameters *asked,
                     const json_t *effective, struct error *err) {
    const char *known[FIGURE_MAX_WORDS];
    size_t count = 0;
    const char *key;
    json_t *value;
    json_object_foreach((json_t *)effective, key, value) {
        if (count < FIGURE_MAX_WORDS)
            known[count++] = key;
    }
    for (size_t i = 0; i < asked->count; i++) {
        const struct parameter *parameter = &asked->item[i];
        if (json_object_get(effective, parameter->key))
            continue;
        char message[256];
        snprintf(message, sizeof message, "unknown parameter of %s (closest: %s)", figure->kernel,
                 count ? closest(parameter->key, known, count) : "none");
        return fail_at(error_usage, figure, parameter, message, err);
    }
    return 0;
}

static char *parameter_text(const json_t *value) {
    char *text = NULL;
    if (json_is_string(value))
        return strdup(json_string_value(value));
    if (json_is_boolean(value))
        return strdup(json_is_true(value) ? "true" : "false");
    return asprintf(&text, "%.17g", json_number_value(value)) < 0 ? NULL : text;
}

static int take(const json_t *effective, struct plan_figure *planned, struct error *err) {
    const char *key;
    json_t *value;
    json_object_foreach((json_t *)effective, key, value) {
        bool swept = planned->sweep_key && strcmp(key, planned->sweep_key) == 0;
        if (json_is_null(value) || swept)
            continue;
        cleanup_free char *word = parameter_text(value);
        if (!word || parameters_add(&planned->parameters, key, word, 0) < 0)
            return error_failed(err, "%s: too many parameters", planned->kernel);
    }
    return 0;
}

/* Runs the kernel's --resolve with these parameters; *result is the caller's to free. */
static int run_resolve(const struct figure *figure, const struct parameters *asked,
                       uint64_t memory_limit, const struct plan_figure *planned,
                       struct process_result *result, struct error *err) {
    struct path binary;
    cpu_set_t cpus;
    if (project_kernel(figure->kernel, &binary, err) < 0 ||
        cpulist_parse(planned->cpus, &cpus, err) < 0)
        return -1;
    struct plan_figure question = {.parameters = *asked};
    char **arguments = kernel_arguments(&question, -1);
    if (!arguments)
        return error_failed(err, "out of memory");
    char limit[64];
    snprintf(limit, sizeof limit, "--memory-limit=%" PRIu64, memory_limit);
    const char *head[] = {binary.text, "--resolve", memory_limit ? limit : NULL, NULL};
    struct kernel_argv argv = kernel_argv(head, (const char *const *)arguments);
    struct process_spec spec = {.argv = argv.word,
                                .environment = scrubbed_environment,
                                .cpus = &cpus,
                                .memory_nodes = planned->memory_nodes,
                                .timeout_s = RESOLVE_TIMEOUT_S};
    int status = process_run(&spec, result, err);
    argv_free(arguments);
    return status;
}

/* Those that are not left to the kernel. */
static int without_automatic(const struct parameters *asked, struct parameters *fixed,
                             struct error *err) {
    for (size_t i = 0; i < asked->count; i++) {
        const struct parameter *from = &asked->item[i];
        if (strcmp(from->value, "auto") != 0 &&
            parameters_add(fixed, from->key, from->value, from->line) < 0)
            return error_failed(err, "too many parameters");
    }
    return 0;
}

static int ask(const struct figure *figure, const struct parameters *asked, uint64_t memory_limit,
               struct plan_figure *planned, struct error *err) {
    struct parameters fixed = {0};
    struct process_result result = {0};
    int status = without_automatic(asked, &fixed, err);
    if (status == 0)
        status = run_resolve(figure, &fixed, memory_limit, planned, &result, err);
    parameters_free(&fixed);
    if (status == 0 && result.exit_status != 0)
        status = refused(figure, asked, &result, err);
    if (status == 0) {
        json_error_t cause;
        cleanup_json json_t *record = json_loads(result.out, 0, &cause);
        const json_t *effective = json_object_get(record, "parameters");
        if (!json_is_object(effective))
            status = error_failed(err, "%s --resolve printed no parameters: %s", figure->kernel,
                                  record ? "no such member" : cause.text);
        else if (all_known(figure, asked, effective, err) < 0)
            status = -1;
        else
            status = take(effective, planned, err);
    }
    process_result_free(&result);
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
