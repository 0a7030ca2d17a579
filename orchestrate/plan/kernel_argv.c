#include "kernel_argv.h"

#include "base/process.h"
#include "base/ssh.h"
#include "base/words.h"
#include "common/cleanup.h"
#include "sweep.h"

#include <string.h>

struct kernel_argv kernel_argv(const char *const *head, const char *const *tail) {
    struct kernel_argv argv = {{NULL}};
    size_t used = 0;
    for (; *head && used < KERNEL_ARGV_MAX - 1; head++)
        argv.word[used++] = *head;
    for (; *tail && used < KERNEL_ARGV_MAX - 1; tail++)
        argv.word[used++] = *tail;
    return argv;
}

static char *argument(const char *key, const char *value) {
    char *text = NULL;
    if (strcmp(value, "true") == 0)
        return asprintf(&text, "--%s", key) < 0 ? NULL : text;
    return asprintf(&text, "--%s=%s", key, value) < 0 ? NULL : text;
}

int cell_parameters(const struct plan_figure *figure, size_t series, int x,
                    struct parameters *parameters, struct error *err) {
    *parameters = (struct parameters){0};
    struct parameters swept = {0};
    int status = x < 0 ? 0 : sweep_parameters(figure, (size_t)x, &swept, err);
    if (status == 0 && (parameters_merge(parameters, &figure->parameters) < 0 ||
                        parameters_merge(parameters, &figure->series[series].parameters) < 0 ||
                        parameters_merge(parameters, &swept) < 0))
        status = error_failed(err, "%s: too many parameters", figure->name);
    parameters_free(&swept);
    return status;
}

char **kernel_arguments(const struct parameters *parameters) {
    char **argv = calloc(parameters->count + 2, sizeof *argv);
    if (!argv || !(argv[0] = strdup("--json"))) {
        free(argv);
        return NULL;
    }
    size_t used = 1;
    for (size_t i = 0; i < parameters->count; i++) {
        const struct parameter *parameter = &parameters->item[i];
        if (strcmp(parameter->value, "false") == 0)
            continue;
        if (!(argv[used++] = argument(parameter->key, parameter->value))) {
            argv_free(argv);
            return NULL;
        }
    }
    return argv;
}

static int append_quoted(char **line, const char *word) {
    cleanup_free char *quoted = shell_quote(word);
    cleanup_free char *before = *line;
    *line = NULL;
    if (!quoted || asprintf(line, "%s%s%s", before ? before : "", before ? " " : "", quoted) < 0)
        return -1;
    return 0;
}

char *kernel_shell_line(const char *const *head, const char *const *tail) {
    struct kernel_argv argv = kernel_argv(head, tail);
    char *line = NULL;
    for (size_t i = 0; argv.word[i]; i++)
        if (append_quoted(&line, argv.word[i]) < 0)
            return NULL;
    return line;
}
