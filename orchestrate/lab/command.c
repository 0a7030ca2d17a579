/* command.c - `ip netns exec` rather than setns(2) alone: it also mounts the namespace's own /sys.
 */
#include "command.h"

#include "base/argv.h"
#include "base/process.h"
#include "common/cleanup.h"

#include <stdarg.h>
#include <string.h>

static struct argv begin(const char *namespace) {
    struct argv argv = {0};
    if (namespace)
        argv_add_words(&argv, "ip", "netns", "exec", namespace);
    return argv;
}

static int run(struct argv *argv, char **out, struct error *err) {
    int status = argv_check(argv, err);
    if (status == 0)
        status = process_check(argv_words(argv), out, err);
    argv_free(argv->word);
    return status;
}

__attribute__((format(printf, 2, 0))) static int
run_words(const char *namespace, const char *format, va_list args, char **out, struct error *err) {
    cleanup_free char *line = NULL;
    if (vasprintf(&line, format, args) < 0)
        return error_failed(err, "out of memory");
    struct argv argv = begin(namespace);
    char *state = NULL;
    for (char *word = strtok_r(line, " ", &state); word; word = strtok_r(NULL, " ", &state))
        argv_add(&argv, "%s", word);
    return run(&argv, out, err);
}

int lab_command(const char *namespace, struct error *err, const char *format, ...) {
    va_list args;
    va_start(args, format);
    int status = run_words(namespace, format, args, NULL, err);
    va_end(args);
    return status;
}

json_t *lab_command_json(const char *namespace, struct error *err, const char *format, ...) {
    cleanup_free char *text = NULL;
    va_list args;
    va_start(args, format);
    int status = run_words(namespace, format, args, &text, err);
    va_end(args);
    if (status < 0)
        return NULL;
    json_error_t cause;
    /* Where there is nothing to tell, ip(8) prints nothing. */
    json_t *json = text[0] ? json_loads(text, 0, &cause) : json_array();
    if (!json)
        error_failed(err, "%s...: not JSON: %s", format, cause.text);
    return json;
}

int lab_script(const char *namespace, const char *script, const char *const *argument, char **out,
               struct error *err) {
    struct argv argv = begin(namespace);
    argv_add_words(&argv, "sh", "-c", script, "sh");
    if (argument)
        argv_add_all(&argv, argument);
    return run(&argv, out, err);
}
