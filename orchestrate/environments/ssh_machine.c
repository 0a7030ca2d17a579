/* ssh_machine.c - a directory, kernels and settings on a machine reached by SSH, all in the
 * journal. */
#include "ssh_machine.h"

#include "base/project.h"
#include "base/remote_settings.h"
#include "base/remote_shell.h"
#include "base/scrub.h"
#include "common/cleanup.h"
#include "plan/kernel_argv.h"

#include <string.h>

enum { ANSWER_TIMEOUT_S = 120, GRACE_S = 30 };

int ssh_machine_target(const char *name, struct ssh_target *target, struct error *err) {
    const char *destination = strchr(name, ':') + 1;
    *target = (struct ssh_target){0};
    if (!destination[0] || destination[0] == '-' ||
        strlen(destination) >= sizeof target->destination || strpbrk(destination, " '\"\n"))
        return error_usage(err, "environment '%s': USER@HOST expected after ssh:", name);
    strcpy(target->destination, destination);
    return 0;
}

int ssh_machine_open(struct ssh_machine *machine, const struct ssh_target *target,
                     const char *directory, struct error *err) {
    *machine = (struct ssh_machine){.target = target};
    snprintf(machine->directory, sizeof machine->directory, "%s", directory);
    char command[256];
    snprintf(command, sizeof command, "mkdir -m 700 %s", directory);
    return remote_do(target, command, ANSWER_TIMEOUT_S, err);
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
    if (remote_put(machine->target, local.text, remote, ANSWER_TIMEOUT_S, err) < 0)
        return -1;
    if (machine->put_count < sizeof machine->put / sizeof machine->put[0])
        machine->put[machine->put_count++] = kernel;
    return 0;
}

/* Those of the plan's settings that the machine has, by path. */
static json_t *settings_there(const struct ssh_machine *machine, const struct plan *plan,
                              struct error *err) {
    cleanup_json json_t *wanted = json_object();
    for (size_t i = 0; i < plan->setting_count; i++)
        json_object_set_new(wanted, plan->setting[i].path, json_null());
    return remote_settings(machine->target, wanted, false, err);
}

int ssh_machine_settings(struct ssh_machine *machine, const struct plan *plan,
                         struct journal *journal, struct error *err) {
    cleanup_json json_t *seen = settings_there(machine, plan, err), *changed = json_object();
    if (!seen)
        return error_wrap(err, "reading kernel settings");
    for (size_t i = 0; i < plan->setting_count; i++) {
        const struct plan_setting *setting = &plan->setting[i];
        const char *old = json_string_value(json_object_get(seen, setting->path));
        if (!old || !old[0] || strcmp(old, setting->value) == 0)
            continue;
        cleanup_free char *origin = NULL;
        if (journal && (asprintf(&origin, "%s %s", machine->target->destination, old) < 0 ||
                        journal_add(journal, "ssh-setting", setting->path, origin, err) < 0))
            return -1;
        json_object_set_new(changed, setting->path, json_string(setting->value));
    }
    if (json_object_size(changed) == 0)
        return 0;
    cleanup_json json_t *after = remote_settings(machine->target, changed, true, err);
    return after ? 0 : error_wrap(err, "writing kernel settings");
}

int ssh_machine_prepare(const struct ssh_machine *machine, const char *kernel,
                        const struct plan_figure *figure, const char *const *arguments,
                        struct launch *launch, struct error *err) {
    struct argv remote = {0};
    argv_add_words(&remote, "timeout", "-s", "KILL");
    argv_add(&remote, "%.0f", plan_process_timeout_s(figure));
    argv_add_words(&remote, "env", "-i");
    argv_add_all(&remote, scrubbed_environment);
    argv_add(&remote, "%s/%s", machine->directory, kernel);
    argv_add_all(&remote, arguments);
    cleanup_free char *words = kernel_shell_line(&remote);
    cleanup_free char *line = NULL;
    argv_free(remote.word);
    if (!words || asprintf(&line,
                           "killed() { grep '^oom_kill ' /proc/vmstat; }; before=$(killed); "
                           "(cd / && exec %s); status=$?; [ \"$(killed)\" = \"$before\" ] || "
                           "echo '" EXECUTION_OOM "' >&2; exit $status",
                           words) < 0)
        return error_failed(err, "out of memory");
    struct argv argv = {0};
    launch->spec = (struct process_spec){.timeout_s = plan_process_timeout_s(figure) + GRACE_S};
    /* Slices and one of many are asked while they run. */
    bool streams = figure->interleave == INTERLEAVE_SLICES || yields_crowd(figure->yields);
    if (remote_command(machine->target, line, streams, &launch->frame, &argv, err) < 0)
        return -1;
    return launch_argv(launch, argv, err);
}
