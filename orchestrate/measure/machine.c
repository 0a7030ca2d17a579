/* machine.c - reads /proc, /sys and the versions of programs. */
#include "machine.h"

#include "base/host_usage.h"
#include "base/json_text.h"
#include "base/process.h"
#include "common/cleanup.h"
#include "common/smallfile.h"
#include "common/topology.h"
#include "environments/environments.h"

#include <dirent.h>
#include <string.h>
#include <sys/utsname.h>

static void set_text(json_t *facts, const char *key, const char *text) {
    if (text && text[0])
        json_object_set_new(facts, key, json_text(text));
}

static void set_number(json_t *facts, const char *key, double value) {
    json_object_set_new(facts, key,
                        value == (double)(json_int_t)value ? json_integer((json_int_t)value)
                                                           : json_real(value));
}

/* The text after "KEY<blanks>:" or "KEY=" in a file of such lines; free it. */
static char *field(const char *path, const char *key, char separator) {
    cleanup_free char *text = small_file_read(path, NULL);
    char *state = NULL;
    for (char *line = text ? strtok_r(text, "\n", &state) : NULL; line;
         line = strtok_r(NULL, "\n", &state)) {
        char *value = strchr(line, separator);
        if (!value || strncmp(line, key, strlen(key)) != 0 ||
            strspn(line + strlen(key), " \t") != (size_t)(value - line) - strlen(key))
            continue;
        value += 1 + strspn(value + 1, " \t\"");
        return strndup(value, strcspn(value, "\""));
    }
    return NULL;
}

static void cpu_facts(json_t *facts) {
    static const struct {
        const char *key, *field;
    } fields[] = {{"cpu_model", "model name"}, {"microcode", "microcode"}, {"cpu_flags", "flags"}};
    for (size_t i = 0; i < sizeof fields / sizeof *fields; i++) {
        cleanup_free char *value = field("/proc/cpuinfo", fields[i].field, ':');
        set_text(facts, fields[i].key, value);
    }
    struct topology topology;
    if (topology_read("", &topology, NULL) < 0)
        return;
    set_number(facts, "cpus", topology.cpus);
    set_number(facts, "cores", topology.cores);
    set_number(facts, "sockets", topology.sockets);
    set_number(facts, "numa_nodes", topology.nodes);
    set_number(facts, "llc_bytes", (double)topology.llc_bytes);
    set_number(facts, "memory_bytes", (double)topology.memory_bytes);
}

/* "name: state; ..." of all that the kernel says about itself. */
static void mitigation_facts(json_t *facts) {
    static const char directory[] = "/sys/devices/system/cpu/vulnerabilities";
    struct dirent **entries;
    int count = scandir(directory, &entries, NULL, alphasort);
    cleanup_free char *all = NULL;
    for (int i = 0; i < count; i++) {
        char path[512];
        snprintf(path, sizeof path, "%s/%s", directory, entries[i]->d_name);
        cleanup_free char *state =
            entries[i]->d_name[0] == '.' ? NULL : small_file_read(path, NULL);
        cleanup_free char *before = all;
        if (!state || strcmp(state, "Not affected") == 0 ||
            asprintf(&all, "%s%s%s: %s", before ? before : "", before ? "; " : "",
                     entries[i]->d_name, state) < 0)
            all = before ? strdup(before) : NULL;
        free(entries[i]);
    }
    if (count >= 0)
        free(entries);
    set_text(facts, "mitigations", all);
}

static void setting_facts(json_t *facts) {
    static const struct {
        const char *key, *path;
    } files[] = {
        {"governor", "/sys/devices/system/cpu/cpu0/cpufreq/scaling_governor"},
        {"smt", "/sys/devices/system/cpu/smt/control"},
        {"thp", "/sys/kernel/mm/transparent_hugepage/enabled"},
        {"clocksource", "/sys/devices/system/clocksource/clocksource0/current_clocksource"},
        {"cmdline", "/proc/cmdline"},
        {"hypervisor", "/sys/hypervisor/type"},
        {"product", "/sys/class/dmi/id/product_name"},
    };
    for (size_t i = 0; i < sizeof files / sizeof *files; i++) {
        /* Brackets in a command line are no choice. */
        bool plain = strcmp(files[i].key, "cmdline") == 0;
        cleanup_free char *text =
            plain ? small_file_read(files[i].path, NULL) : setting_read(files[i].path, NULL);
        set_text(facts, files[i].key, text);
    }
}

static void version_fact(json_t *facts, const char *key, const char *command, const char *option) {
    const char *argv[] = {command, option, NULL};
    cleanup_free char *text = NULL;
    if (process_check(argv, &text, NULL) < 0)
        return;
    text[strcspn(text, "\n")] = '\0';
    set_text(facts, key, text);
}

static void software_facts(json_t *facts) {
    struct utsname system;
    if (uname(&system) == 0) {
        set_text(facts, "kernel", system.release);
        set_text(facts, "architecture", system.machine);
    }
    cleanup_free char *distribution = field("/etc/os-release", "PRETTY_NAME", '=');
    set_text(facts, "distribution", distribution);
    version_fact(facts, "qemu", "qemu-system-x86_64", "--version");
    version_fact(facts, "gcc", "gcc", "-dumpfullversion");
    for (size_t i = 0; environment_at(i); i++) {
        const struct container_engine *engine = environment_engine_at(i);
        char key[64];
        if (!engine)
            continue;
        snprintf(key, sizeof key, "%s_client", engine->command);
        version_fact(facts, key, engine->command, "--version");
    }
}

json_t *machine_capture(void) {
    json_t *facts = json_object();
    cpu_facts(facts);
    setting_facts(facts);
    mitigation_facts(facts);
    software_facts(facts);
    double load;
    if (getloadavg(&load, 1) == 1)
        set_number(facts, "load1", load);
    set_number(facts, "steal_s", host_cpu_now().steal_s);
    return facts;
}
