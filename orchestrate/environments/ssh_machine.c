#include "ssh_machine.h"

#include "base/project.h"
#include "base/scrub.h"
#include "common/cleanup.h"
#include "plan/kernel_argv.h"

#include <string.h>

enum { ANSWER_TIMEOUT_S = 120, GRACE_S = 30 };

int ssh_machine_open(struct ssh_machine *machine, const struct ssh_target *target,
                     const char *directory, struct error *err) {
    *machine = (struct ssh_machine){.target = target};
    snprintf(machine->directory, sizeof machine->directory, "%s", directory);
    char command[256];
    snprintf(command, sizeof command, "mkdir -m 700 %s", directory);
    return ssh_check(target, command, ANSWER_TIMEOUT_S, NULL, err);
}

int ssh_machine_put(struct ssh_machine *machine, const char *kernel, struct error *err) {
    for (size_t i = 0; i < machine->put_count; i++)
        if (strcmp(machine->put[i], kernel) == 0)
            return 0;
    struct path local;
    char remote[256];
    if (project_kernel(kernel, &local, err) < 0)
        return -1;
    snprintf(remote, sizeof remote, "%s/%s", machine->directory, kernel);
    if (ssh_put(machine->target, local.text, remote, ANSWER_TIMEOUT_S, err) < 0)
        return -1;
    if (machine->put_count < sizeof machine->put / sizeof machine->put[0])
        machine->put[machine->put_count++] = kernel;
    return 0;
}

/* One connection reads all values, a line each; a choice like "always [madvise] never" counts by
 * its bracketed word. */
static char *settings_reader(const struct plan *plan) {
    char *command = strdup("for path in");
    for (size_t i = 0; command && i < plan->setting_count; i++) {
        cleanup_free char *before = command;
        if (asprintf(&command, "%s %s", before, plan->setting[i].path) < 0)
            return NULL;
    }
    cleanup_free char *before = command;
    if (!before || asprintf(&command,
                            "%s; do cat $path 2>/dev/null | tr -s '\\t ' ' ' | "
                            "sed 's/.*\\[\\(.*\\)\\].*/\\1/' | grep . || echo; done",
                            before) < 0)
        return NULL;
    return command;
}

/* Appends to *command what sets one value; a setting that refuses must not stop the others. */
static int add_writer(char **command, const struct plan_setting *setting) {
    cleanup_free char *value = shell_quote(setting->value);
    cleanup_free char *before = *command;
    *command = NULL;
    if (!value || asprintf(command, "%s{ echo %s >%s; } 2>/dev/null; ", before ? before : "", value,
                           setting->path) < 0)
        return -1;
    return 0;
}

int ssh_machine_settings(struct ssh_machine *machine, const struct plan *plan,
                         struct journal *journal, struct error *err) {
    cleanup_free char *reader = settings_reader(plan), *values = NULL, *writer = NULL;
    if (!reader)
        return error_failed(err, "out of memory");
    if (ssh_check(machine->target, reader, ANSWER_TIMEOUT_S, &values, err) < 0)
        return error_wrap(err, "reading kernel settings");
    char *rest = values;
    for (size_t i = 0; i < plan->setting_count; i++) {
        const struct plan_setting *setting = &plan->setting[i];
        const char *old = strsep(&rest, "\n");
        if (!old || !old[0] || strcmp(old, setting->value) == 0)
            continue;
        cleanup_free char *origin = NULL;
        if (journal && (asprintf(&origin, "%s %s", machine->target->destination, old) < 0 ||
                        journal_add(journal, "ssh-setting", setting->path, origin, err) < 0))
            return -1;
        if (add_writer(&writer, setting) < 0)
            return error_failed(err, "out of memory");
    }
    cleanup_free char *command = NULL;
    if (!writer)
        return 0;
    if (asprintf(&command, "%strue", writer) < 0)
        return error_failed(err, "out of memory");
    return ssh_check(machine->target, command, ANSWER_TIMEOUT_S, NULL, err);
}

int ssh_machine_prepare(const struct ssh_machine *machine, const struct plan_figure *figure,
                        const char *const *arguments, struct launch *launch, struct error *err) {
    struct argv remote = {0}, argv = {0};
    argv_add_words(&remote, "timeout", "-s", "KILL");
    argv_add(&remote, "%.0f", figure->cell_timeout_s);
    argv_add_words(&remote, "env", "-i");
    argv_add_all(&remote, scrubbed_environment);
    argv_add(&remote, "%s/%s", machine->directory, figure->kernel);
    argv_add_all(&remote, arguments);
    cleanup_free char *words = kernel_shell_line(&remote);
    cleanup_free char *line = NULL;
    argv_free(remote.word);
    if (!words || asprintf(&line, "cd / && exec %s", words) < 0)
        return error_failed(err, "out of memory");
    struct ssh_words ssh = ssh_words(machine->target, line);
    argv_add_all(&argv, ssh.word);
    launch->spec = (struct process_spec){.timeout_s = figure->cell_timeout_s + GRACE_S};
    return launch_argv(launch, argv, err);
}
