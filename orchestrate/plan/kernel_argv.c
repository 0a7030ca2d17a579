/* kernel_argv.c - a cell's parameters as words, and as one line for a shell. */
#include "kernel_argv.h"

#include "base/argv.h"
#include "base/words.h"
#include "common/cleanup.h"
#include "sweep.h"

#include <string.h>

int cell_parameters(const struct plan_figure *figure, size_t series, int x,
                    struct parameters *parameters, struct error *err) {
    *parameters = (struct parameters){0};
    struct parameters swept = {0};
    int status = x < 0 ? 0 : sweep_parameters(figure, (size_t)x, &swept, err);
    if (status == 0 && (parameters_merge(parameters, &figure->parameters) < 0 ||
                        parameters_merge(parameters, &figure->series[series].parameters) < 0 ||
                        parameters_merge(parameters, &swept) < 0))
        status = error_failed(err, "%s: out of memory", figure->name);
    parameters_free(&swept);
    return status;
}

int cell_layout(const struct plan_layout *layout, struct parameters *parameters,
                struct error *err) {
    const struct parameter *offset = parameters_find(parameters, STACK_OFFSET);
    char text[16];
    struct parameter item = {.key = (char *)STACK_OFFSET, .value = text};
    const struct parameters drawn = {.count = 1, .item = &item};
    snprintf(text, sizeof text, "%u", layout->stack_offset);
    if (!offset || strcmp(offset->value, "0") != 0)
        return 0;
    return parameters_merge(parameters, &drawn) < 0 ? error_failed(err, "out of memory") : 0;
}

char **kernel_arguments(const struct parameters *parameters) {
    struct argv argv = {0};
    argv_add(&argv, "--json");
    for (size_t i = 0; i < parameters->count; i++) {
        const struct parameter *parameter = &parameters->item[i];
        if (strcmp(parameter->value, "true") == 0)
            argv_add(&argv, "--%s", parameter->key);
        else if (strcmp(parameter->value, "false") != 0)
            argv_add(&argv, "--%s=%s", parameter->key, parameter->value);
    }
    return argv.word;
}

char *kernel_shell_line(const struct argv *argv) {
    char *line = NULL;
    size_t size;
    FILE *out = argv->is_short ? NULL : open_memstream(&line, &size);
    bool complete = out;
    for (size_t i = 0; complete && i < argv->count; i++) {
        cleanup_free char *quoted = shell_quote(argv->word[i]);
        complete = quoted && fprintf(out, "%s%s", i ? " " : "", quoted) > 0;
    }
    if (out && fclose(out) == 0 && complete)
        return line;
    free(line);
    return NULL;
}
