/* guest_fit.c - each feature against this host: given, left out, or refused. */
#include "guest_fit.h"

#include "base/cause.h"
#include "base/json_text.h"
#include "common/cleanup.h"
#include "common/cpu_set.h"
#include "common/cpulist.h"
#include "common/smallfile.h"
#include "guest_argv.h"

#include <limits.h>
#include <string.h>
#include <unistd.h>

static void note(struct guest_fit *fit, const char *what, const char *why) {
    json_array_append_new(fit->left_out,
                          json_pack("{s:s,s:o}", "what", what, "why", json_text(why)));
}

static int leave_out(struct guest_spec *spec, struct guest_fit *fit, enum guest_feature feature,
                     const char *why, struct error *err) {
    return feature_leave_out(&guest_features, &spec->features, (int)feature, why, fit->left_out,
                             err);
}

/* AMD's processors tell their threads by this flag, which QEMU passes on only where asked. */
static bool has_topoext(const char *root) {
    cleanup_free char *cpuinfo = small_file_readf(NULL, "%s/proc/cpuinfo", root);
    return cpuinfo && strstr(cpuinfo, " topoext");
}

enum { TRY_TIMEOUT_S = 20 };

/* Some nested KVMs tell QEMU of IA32_ARCH_CAPABILITIES (MSR 0x10a) and refuse to set it, and QEMU
 * aborts. Going without it always would be no harmless choice: a guest that cannot read it turns on
 * mitigations that the host does not need. */
static const char *const lacks[] = {"", ",-arch-capabilities"};

static int try_model(const char *without, struct error *err) {
    static const char quit[] = "{\"execute\":\"qmp_capabilities\"}{\"execute\":\"quit\"}";
    char model[64];
    snprintf(model, sizeof model, "host%s", without);
    const char *argv[] = {guest_qemu(),    "-nodefaults", "-no-user-config",
                          "-display",      "none",        "-machine",
                          guest_machine(), "-accel",      "kvm",
                          "-cpu",          model,         "-m",
                          "64M",           "-S",          "-qmp",
                          "stdio",         NULL};
    struct process_spec spec = {
        .argv = argv, .input = quit, .input_size = strlen(quit), .timeout_s = TRY_TIMEOUT_S};
    struct process_result result;
    int status = process_run(&spec, &result, err);
    if (status == 0 && result.exit_status != 0) {
        int size;
        const char *said = cause_told(result.err, &size);
        status = error_failed(err, "-cpu %s: %.*s", model, size, said);
    }
    process_result_free(&result);
    return status;
}

/* What "-cpu host" must do without under KVM here, in QEMU's notation: "" or ",-arch-capabilities".
 * NULL with QEMU's last words where it starts with neither. Tried once. */
static const char *cpu_host_lacks(struct error *err) {
    static bool tried;
    static const char *found;
    static struct error why;
    for (size_t i = 0; !tried && !found && i < sizeof lacks / sizeof *lacks; i++)
        if (try_model(lacks[i], &why) == 0)
            found = lacks[i];
    tried = true;
    if (!found && err)
        *err = why;
    return found;
}

static int fit_cpu_model(const char *root, struct guest_spec *spec, struct guest_fit *fit,
                         struct error *err) {
    if (spec->features.level[GUEST_CPU_MODEL] != CPU_MODEL_HOST || strcmp(spec->accel, "kvm") != 0)
        return 0;
    struct error why;
    const char *lacking = cpu_host_lacks(&why);
    if (!lacking)
        return leave_out(spec, fit, GUEST_CPU_MODEL, why.text, err);
    if (lacking[0])
        note(fit, "arch-capabilities", "this host's KVM refuses to set its MSR");
    bool threads = spec->features.level[GUEST_TOPOLOGY] == TOPOLOGY_HOST && fit->layout.threads > 1;
    snprintf(fit->host_cpu_flags, sizeof fit->host_cpu_flags, "%s%s", lacking,
             threads && has_topoext(root) ? ",topoext=on" : "");
    spec->host_cpu_flags = fit->host_cpu_flags;
    return 0;
}

static int fit_topology(const char *root, struct guest_spec *spec, struct guest_fit *fit,
                        struct error *err) {
    if (spec->features.level[GUEST_TOPOLOGY] != TOPOLOGY_HOST)
        return 0;
    if (fit->layout.uneven[0])
        return leave_out(spec, fit, GUEST_TOPOLOGY, fit->layout.uneven, err);
    bool kvm = strcmp(spec->accel, "kvm") == 0;
    bool emulates_amd = !kvm && strcmp(guest_machine(), "q35") == 0;
    bool needs_flag = emulates_amd || has_topoext(root);
    bool has_flag = kvm && spec->features.level[GUEST_CPU_MODEL] == CPU_MODEL_HOST;
    if (fit->layout.threads > 1 && needs_flag && !has_flag)
        note(fit, "threads in its topology", "this CPU model shows them as cores (no topoext)");
    return 0;
}

static int fit_pinning(struct guest_spec *spec, struct guest_fit *fit, struct error *err) {
    if (spec->features.level[GUEST_PINNING] == PINNING_ON && fit->layout.crowded[0])
        return leave_out(spec, fit, GUEST_PINNING, fit->layout.crowded, err);
    return 0;
}

/* Bytes on each node: the cells' own, else an equal share for each node of QEMU's policy. */
static size_t wishes_of(const struct guest_spec *spec, const struct cpu_set *nodes,
                        struct huge_pages_wish wishes[TOPOLOGY_MAX_NODES]) {
    const struct guest_layout *layout = spec->layout;
    if (spec->features.level[GUEST_TOPOLOGY] == TOPOLOGY_HOST && layout->cells) {
        for (unsigned i = 0; i < layout->cells; i++)
            wishes[i] = (struct huge_pages_wish){layout->cell[i].node, layout->cell[i].memory};
        return layout->cells;
    }
    size_t count = (size_t)cpu_set_count(nodes);
    if (count > TOPOLOGY_MAX_NODES)
        count = TOPOLOGY_MAX_NODES;
    for (size_t i = 0; i < count; i++)
        wishes[i] = (struct huge_pages_wish){
            cpulist_nth(nodes, (int)i), spec->memory / count + (count > 1 ? HUGE_PAGE_BYTES : 0)};
    return count;
}

static int fit_hugetlb(const char *root, const struct cpu_set *nodes, struct guest_spec *spec,
                       struct journal *journal, struct guest_fit *fit, struct error *err) {
    struct huge_pages_wish wishes[TOPOLOGY_MAX_NODES];
    struct error why;
    size_t count = wishes_of(spec, nodes, wishes);
    int status = spec->memory % HUGE_PAGE_BYTES
                     ? error_unavailable(&why, "the guest's memory is no multiple of 2 MiB")
                 : journal ? huge_pages_reserve(root, wishes, count, journal, &fit->pages, &why)
                           : huge_pages_possible(root, wishes, count, &why);
    if (status == 0)
        return 0;
    if (why.status != STATUS_UNAVAILABLE) {
        *err = why;
        return -1;
    }
    if (leave_out(spec, fit, GUEST_HOST_PAGES, why.text, err) < 0)
        return -1;
    spec->features.level[GUEST_HOST_PAGES] = HOST_PAGES_THP; /* what untuned users get */
    return 0;
}

/* QEMU's madvise(2) does nothing where the host says "never". */
static int fit_thp(const char *root, struct guest_spec *spec, struct guest_fit *fit,
                   struct error *err) {
    static const char setting[] = "/sys/kernel/mm/transparent_hugepage/enabled";
    char path[PATH_MAX];
    snprintf(path, sizeof path, "%s%s", root, setting);
    cleanup_free char *mode = setting_read(path, NULL);
    if (mode && strcmp(mode, "never") != 0)
        return 0;
    char why[128];
    snprintf(why, sizeof why, "%s is %s", setting, mode ? mode : "missing");
    return leave_out(spec, fit, GUEST_HOST_PAGES, why, err);
}

static int fit_host_pages(const char *root, const struct cpu_set *nodes, struct guest_spec *spec,
                          struct journal *journal, struct guest_fit *fit, struct error *err) {
    if (spec->features.level[GUEST_HOST_PAGES] == HOST_PAGES_HUGETLB &&
        fit_hugetlb(root, nodes, spec, journal, fit, err) < 0)
        return -1;
    /* Without a journal nothing is made yet, and the run's setting of huge pages is to come. */
    if (journal && spec->features.level[GUEST_HOST_PAGES] == HOST_PAGES_THP)
        return fit_thp(root, spec, fit, err);
    return 0;
}

/* Why a feature of the network to the peer cannot be given; NULL where it can. */
static const char *network_lacks(const char *root, const struct guest_spec *spec,
                                 enum guest_feature feature) {
    char device[PATH_MAX];
    snprintf(device, sizeof device, "%s/dev/vhost-net", root);
    if (!spec->tap)
        return "there is no peer";
    if (feature == GUEST_NET_QUEUES)
        return spec->vcpus > 1 ? NULL : "one virtual CPU has one queue";
    if (access(device, F_OK) < 0)
        return "/dev/vhost-net is missing (modprobe vhost_net)";
    return access(device, R_OK | W_OK) < 0 ? "/dev/vhost-net is not ours to open" : NULL;
}

static int fit_network(const char *root, struct guest_spec *spec, struct guest_fit *fit,
                       struct error *err) {
    static const enum guest_feature network[] = {GUEST_VHOST, GUEST_NET_QUEUES};
    for (size_t i = 0; i < sizeof network / sizeof *network; i++) {
        enum guest_feature feature = network[i];
        const char *why = network_lacks(root, spec, feature);
        if (spec->features.level[feature] == 0 || !why)
            continue;
        if (!spec->tap && !spec->features.named[feature])
            spec->features.level[feature] = 0; /* of no use, and so not missed */
        else if (leave_out(spec, fit, feature, why, err) < 0)
            return -1;
    }
    return 0;
}

int guest_fit(const struct features *asked, const char *root, struct guest_spec *spec,
              struct journal *journal, struct guest_fit *fit, struct error *err) {
    memset(fit, 0, sizeof *fit);
    fit->left_out = json_array();
    spec->features = *asked;
    spec->layout = &fit->layout;
    struct topology topology;
    struct cpu_set nodes;
    if (topology_read(root, &topology, err) < 0)
        return -1;
    if (spec->memory_nodes && cpulist_parse(spec->memory_nodes, &nodes, err) < 0)
        return -1;
    if (!spec->memory_nodes) {
        cpu_set_clear(&nodes);
        for (int i = 0; i < topology.nodes; i++)
            cpu_set_add(topology.node[i].id, &nodes);
    }
    guest_layout_make(&topology, &spec->cpus, &nodes, spec->vcpus, spec->memory, &fit->layout);
    if (fit_cpu_model(root, spec, fit, err) < 0 || fit_topology(root, spec, fit, err) < 0 ||
        fit_pinning(spec, fit, err) < 0 || fit_network(root, spec, fit, err) < 0)
        return -1;
    return fit_host_pages(root, &nodes, spec, journal, fit, err);
}

void guest_fit_release(struct guest_fit *fit, struct journal *journal) {
    /* Pages that cannot be given back stay in the journal, whose close tries again and tells. */
    huge_pages_release(&fit->pages, journal, NULL);
    json_decref(fit->left_out);
    fit->left_out = NULL;
}
