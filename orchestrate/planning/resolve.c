/* resolve.c - runs the kernel with --resolve and takes its parameters over. */
#include "resolve.h"
#include "common/cpu_set.h"

#include "base/cause.h"
#include "base/project.h"
#include "base/scrub.h"
#include "base/words.h"
#include "plan/kernel_argv.h"
#include "plan/sweep.h"
#include "yields_check.h"

#include "common/cleanup.h"
#include "common/closest.h"
#include "common/cpulist.h"

#include <inttypes.h>
#include <string.h>

enum { RESOLVE_TIMEOUT_S = 120, OVERRIDE_LINE = 0 };

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
    int size;
    const char *said = cause_told(result->err, &size);
    char line[1024];
    snprintf(line, sizeof line, "%.*s", size, said);
    const char *colon = strstr(line, ": "), *message = colon ? colon + 2 : line;
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
    size_t count = 0;
    const char *key;
    json_t *value;
    cleanup_free const char **known = calloc(json_object_size(effective) + 1, sizeof *known);
    if (!known)
        return error_failed(err, "out of memory");
    json_object_foreach((json_t *)effective, key, value) {
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
    double number = json_number_value(value);
    if (asprintf(&text, "%.15g", number) < 0)
        return NULL;
    if (strtod(text, NULL) == number)
        return text;
    free(text);
    return asprintf(&text, "%.17g", number) < 0 ? NULL : text;
}

static int take(const json_t *effective, struct plan_figure *planned, struct error *err) {
    const char *key;
    json_t *value;
    json_object_foreach((json_t *)effective, key, value) {
        if (json_is_null(value) || sweep_varies(planned, key))
            continue;
        cleanup_free char *word = parameter_text(value);
        if (!word || parameters_add(&planned->parameters, key, word, 0) < 0)
            return error_failed(err, "%s: out of memory", planned->kernel);
    }
    return 0;
}

/* What it yields with these parameters is what the figure draws. */
static int take_yields(const struct figure *figure, const json_t *record,
                       struct plan_figure *planned, struct error *err) {
    cleanup_json json_t *yields = NULL;
    if (yields_take(record, "", &yields, err) < 0)
        return error_wrap(err, "%s --resolve", figure->kernel);
    return yields_check(figure, yields, err) < 0 ? -1
                                                 : yields_take(yields, "", &planned->yields, err);
}

/* Runs the kernel's --resolve with these parameters; *result is the caller's to free. */
static int run_resolve(const struct figure *figure, const struct parameters *asked,
                       uint64_t memory_limit, const struct plan_figure *planned,
                       struct process_result *result, struct error *err) {
    struct path binary;
    struct cpu_set cpus;
    if (project_kernel(figure->kernel, &binary, err) < 0 ||
        cpulist_parse(planned->cpus, &cpus, err) < 0)
        return -1;
    char **arguments = kernel_arguments(asked);
    if (!arguments)
        return error_failed(err, "out of memory");
    struct argv argv = {0};
    argv_add_words(&argv, binary.text, "--resolve");
    if (memory_limit)
        argv_add(&argv, "--memory-limit=%" PRIu64, memory_limit);
    argv_add_all(&argv, (const char *const *)arguments);
    struct process_spec spec = {.argv = argv_words(&argv),
                                .environment = scrubbed_environment,
                                .cpus = &cpus,
                                .memory_nodes = planned->memory_nodes,
                                .timeout_s = RESOLVE_TIMEOUT_S};
    int status = argv_check(&argv, err) < 0 ? -1 : process_run(&spec, result, err);
    argv_free(argv.word);
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
            return error_failed(err, "out of memory");
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
        else if (all_known(figure, asked, effective, err) < 0 ||
                 take_yields(figure, record, planned, err) < 0)
            status = -1;
        else
            status = take(effective, planned, err);
    }
    process_result_free(&result);
    return status;
}

/* The definition's, the profile's, the first swept value and the user's; later ones win. */
static int collect(const struct figure *figure, const struct profile *profile,
                   const struct parameters *overrides, const struct plan_figure *planned,
                   struct parameters *asked, struct error *err) {
    struct parameters swept = {0};
    int status = sweep_present(planned) ? sweep_parameters(planned, 0, &swept, err) : 0;
    if (status == 0 &&
        (parameters_merge(asked, &figure->parameters) < 0 ||
         parameters_merge(asked, &profile->parameters) < 0 || parameters_merge(asked, &swept) < 0 ||
         parameters_merge(asked, overrides) < 0))
        status = error_failed(err, "%s: out of memory", figure->name);
    parameters_free(&swept);
    return status;
}

/* What a series or a swept value changes must be the kernel's and possible here as well; what the
 * kernel yields with it comes to what it yields without. */
static int check(const struct figure *figure, const struct parameters *changes,
                 uint64_t memory_limit, struct plan_figure *planned, struct error *err) {
    struct plan_figure scratch = {.kernel = planned->kernel,
                                  .cpus = planned->cpus,
                                  .memory_nodes = planned->memory_nodes,
                                  .yields = planned->yields};
    struct parameters asked = {0};
    int status;
    if (parameters_merge(&asked, &planned->parameters) < 0 || parameters_merge(&asked, changes) < 0)
        status = error_failed(err, "%s: out of memory", figure->name);
    else
        status = ask(figure, &asked, memory_limit, &scratch, err);
    parameters_free(&scratch.parameters);
    parameters_free(&asked);
    return status;
}

static int check_changes(const struct figure *figure, uint64_t memory_limit,
                         struct plan_figure *planned, struct error *err) {
    for (size_t i = 0; i < planned->series_count; i++)
        if (planned->series[i].parameters.count > 0 &&
            check(figure, &planned->series[i].parameters, memory_limit, planned, err) < 0)
            return -1;
    for (size_t i = 0; i < planned->sweep_values.count; i++) {
        struct parameters swept = {0};
        char text[256];
        int status = sweep_parameters(planned, i, &swept, err);
        if (status == 0)
            status = check(figure, &swept, memory_limit, planned, err);
        parameters_free(&swept);
        if (status < 0)
            return error_wrap(err, "%s", sweep_text(planned, i, text, sizeof text));
    }
    return 0;
}

int resolve_parameters(const struct figure *figure, const struct profile *profile,
                       const struct parameters *overrides, uint64_t memory_limit,
                       struct plan_figure *planned, struct error *err) {
    struct parameters asked = {0};
    int status = collect(figure, profile, overrides, planned, &asked, err);
    if (status == 0)
        status = ask(figure, &asked, memory_limit, planned, err);
    parameters_free(&asked);
    return status < 0 ? status : check_changes(figure, memory_limit, planned, err);
}

int resolve_yields(const struct figure *figure, const struct plan_figure *planned, json_t **yields,
                   struct error *err) {
    const struct parameters none = {0};
    struct process_result result = {0};
    *yields = NULL;
    int status = run_resolve(figure, &none, 0, planned, &result, err);
    if (status == 0 && result.exit_status != 0)
        status = refused(figure, &none, &result, err);
    if (status == 0) {
        cleanup_json json_t *record = json_loads(result.out, 0, NULL);
        status = yields_take(record, figure->kernel, yields, err);
    }
    process_result_free(&result);
    return status;
}
