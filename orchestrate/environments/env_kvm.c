/* env_kvm.c - a KVM guest, untuned, tuned, or with the features that its name asks for: a booted
 * guest plus SSH. Emulated by TCG where KVM cannot be used, and labelled so everywhere. */
#include "base/disk.h"
#include "base/host_usage.h"
#include "base/json_text.h"
#include "base/project.h"
#include "base/remote_shell.h"
#include "common/cleanup.h"
#include "common/cpulist.h"
#include "environments.h"
#include "guest/guest.h"
#include "guest/guest_argv.h"
#include "guest/guest_fit.h"
#include "guest/guest_pinning.h"
#include "medium/medium.h"
#include "service_root.h"
#include "ssh_machine.h"

#include <string.h>

#define SERVICE_ROOT "/opt/virtax/root"

enum { BOOT_TIMEOUT_S = 600, ANSWER_TIMEOUT_S = 120 };

struct kvm {
    struct guest_image image;
    struct guest_fit fit;
    struct guest_spec spec; /* of the guest that runs; only values in it are looked at */
    struct guest guest;
    struct guest_vhost vhost;
    bool started, came_up;
    bool has_medium; /* or may have some of it */
    struct ssh_machine machine;
    int tap;     /* the lab's, -1: none */
    char **argv; /* QEMU's, for machine.json */
    int boot;    /* ordinal */
};

static int probe(const struct environment_type *type, const char *name,
                 const struct plan_boot *boot, struct error *err) {
    (void)type, (void)name;
    struct path images = project_path("build/vm");
    if (!command_exists("qemu-system-x86_64") && !command_exists("qemu-system-aarch64"))
        return error_unavailable(err, "QEMU is not installed; `make deps` installs it");
    return guest_image_probe(images.text, boot, err);
}

static void down(struct environment *environment) {
    struct kvm *kvm = environment->state;
    struct medium *medium = environment->context->medium;
    if (!kvm)
        return;
    if (kvm->started) {
        guest_stop(&kvm->guest);
        /* A medium that cannot be mounted now is tried again before the next cell. */
        if (medium && medium_guest_gone(medium, &kvm->guest, NULL) == 0 &&
            medium_holder(medium) == HOLDER_NOBODY)
            medium_mount(medium, NULL);
    }
    if (kvm->tap >= 0) {
        /* A tap that stays goes with the lab. */
        lab_tap_down(environment->context->lab, kvm->tap, NULL);
    }
    guest_fit_release(&kvm->fit, environment->context->journal);
    guest_image_free(&kvm->image);
    argv_free(kvm->argv);
    free(kvm);
    environment->state = NULL;
}

static int make_spec(const struct plan_figure *figure, const char *accel, struct guest_spec *spec,
                     struct error *err) {
    *spec = (struct guest_spec){
        .accel = accel,
        .vcpus = figure->guest_vcpus,
        .memory = figure->guest_memory,
        .memory_nodes = figure->memory_nodes,
        .interleave = strchr(figure->memory_nodes, '-') || strchr(figure->memory_nodes, ','),
        .boot_timeout_s = BOOT_TIMEOUT_S,
    };
    return cpulist_parse(figure->cpus, &spec->cpus, err);
}

static int joins_elsewhere(const struct environment_type *type, struct error *err) {
    (void)type;
    return error_unavailable(err, "a guest can be joined to a peer on this machine only (--peer "
                                  "netns)");
}

/* Judged once the accelerator is known, which CPU models and topologies depend on. */
static int foresee(const struct environment_type *type, const char *name,
                   const struct plan_figure *figure, struct plan *plan, struct error *err) {
    (void)type;
    struct features asked;
    struct guest_spec spec;
    struct guest_fit fit = {0};
    if (features_parse(&guest_features, name, &asked, err) < 0 ||
        make_spec(figure, plan->accel, &spec, err) < 0)
        return -1;
    spec.tap = figure->role == ROLE_ALONE ? NULL : "tap";
    int status = guest_fit(&asked, "", &spec, NULL, &fit, err);
    if (status == 0)
        environment_warn_left_out(plan, name, fit.left_out);
    guest_fit_release(&fit, NULL);
    return status;
}

static int route(struct environment *environment, struct route *route, struct error *err) {
    const struct kvm *kvm = environment->state;
    struct lab *lab = environment->context->lab;
    *route = route_guest(lab, kvm->tap);
    return lab_bypass_firewall(lab, err);
}

/* Cloud-init knows nothing of the interface on the tap. */
static int join_peer(struct kvm *kvm, const struct lab *lab, struct error *err) {
    if (guest_vhost_bind(kvm->guest.qemu.pid, &lab->spec.sut_cpus, &kvm->vhost, err) < 0)
        return -1;
    char command[512];
    struct route route = route_guest(lab, kvm->tap);
    snprintf(command, sizeof command,
             "for d in /sys/class/net/*; do read -r mac <$d/address; "
             "[ \"$mac\" != " GUEST_TAP_MAC " ] || n=${d##*/}; done; "
             "ip link set dev \"$n\" mtu %u up && "
             "ip address add %s/24 dev \"$n\"",
             (unsigned)kvm->tap, lab->spec.mtu, route.own);
    return remote_do(&kvm->guest.ssh, command, ANSWER_TIMEOUT_S, err) < 0
               ? error_wrap(err, "joining the guest to the peer")
               : 0;
}

/* The disk by its serial number, wherever the guest has put it. */
static int mount_services(struct kvm *kvm, struct error *err) {
    static const char command[] =
        "for d in /sys/block/*; do [ \"$(cat \"$d/serial\" 2>/dev/null)\" != " GUEST_SERVICES
        " ] || n=${d##*/}; done; mkdir " SERVICE_ROOT
        " && mount -t ext4 -o ro \"/dev/$n\" " SERVICE_ROOT;
    return remote_do(&kvm->guest.ssh, command, ANSWER_TIMEOUT_S, err) < 0
               ? error_wrap(err, "mounting the services' root in the guest")
               : 0;
}

static struct path service_root(const struct environment *environment) {
    (void)environment;
    return path_of(SERVICE_ROOT);
}

static int start_guest(struct environment *environment, struct kvm *kvm,
                       const struct plan_figure *figure, struct error *err) {
    static int boots; /* of all guests of this process: each gets its own ordinal */
    const struct context *context = environment->context;
    struct path images = project_path("build/vm"), templates = project_path("vm");
    struct features asked;
    struct guest_spec spec;
    if (guest_image_open(images.text, &context->plan->boot, context->journal, &kvm->image, err) <
            0 ||
        features_parse(&guest_features, environment->name, &asked, err) < 0 ||
        make_spec(figure, context->accel, &spec, err) < 0)
        return -1;
    spec.image = &kvm->image;
    spec.templates = templates.text;
    bool joined = figure->role != ROLE_ALONE;
    spec.tap = joined ? "tap" : NULL; /* the real one's queues depend on the fit */
    spec.hotplug_port = context->medium != NULL;
    struct path services = service_root_file(&context->plan->services, "root.img");
    spec.service_root = context->plan->services.root ? services.text : NULL;
    if (guest_fit(&asked, "", &spec, context->journal, &kvm->fit, err) < 0)
        return error_wrap(err, "%s", environment->name);
    char tap[IFNAMSIZ];
    if (joined) {
        kvm->tap = lab_tap_up(context->lab, guest_net_queues(&spec) > 1, err);
        if (kvm->tap < 0)
            return -1;
        spec.tap_number = (unsigned)kvm->tap;
        spec.tap = lab_tap_name(&context->lab->names, (unsigned)kvm->tap, tap);
    }
    if (guest_start(&spec, context->journal, &kvm->guest, err) < 0)
        return -1;
    kvm->started = true;
    kvm->boot = ++boots;
    kvm->spec = spec;
    kvm->argv = guest_argv(&spec, kvm->guest.directory, kvm->guest.port);
    return 0;
}

static int start(struct environment *environment, const struct plan_figure *figure,
                 struct error *err) {
    if (environment->state)
        return 0;
    struct kvm *kvm = environment->state = calloc(1, sizeof *kvm);
    if (!kvm)
        return error_failed(err, "out of memory");
    kvm->tap = -1;
    if (start_guest(environment, kvm, figure, err) == 0)
        return 1;
    down(environment);
    return -1;
}

static int come_up(const struct environment *environment, struct kvm *kvm, struct error *err) {
    const struct context *context = environment->context;
    if (guest_await(&kvm->guest, err) < 0 ||
        ssh_machine_open(&kvm->machine, &kvm->guest.ssh, "/opt/virtax", err) < 0 ||
        ssh_machine_settings(&kvm->machine, context->plan, NULL, err) < 0 ||
        (context->plan->services.root && mount_services(kvm, err) < 0) ||
        (kvm->tap >= 0 && join_peer(kvm, context->lab, err) < 0))
        return -1;
    kvm->came_up = true;
    return 0;
}

static int up(struct environment *environment, const struct plan_figure *figure,
              struct error *err) {
    if (start(environment, figure, err) < 0)
        return -1;
    struct kvm *kvm = environment->state;
    if (!kvm->came_up && come_up(environment, kvm, err) < 0) {
        down(environment);
        return -1;
    }
    /* Before slices it is watched anyway. */
    bool watched = figure->interleave == INTERLEAVE_SLICES;
    if ((watched ? guest_continue(&kvm->guest, err) : guest_resume(&kvm->guest, err)) < 0)
        return -1;
    return ssh_machine_put(&kvm->machine, environment_kernel(environment, figure), err);
}

static double vmm_cpu_s(void *context) {
    const struct kvm *kvm = context;
    return process_cpu_s(kvm->guest.qemu.pid) + guest_vhost_cpu_s(&kvm->vhost);
}

/* What of the guest every record must tell: the next boot may be given less. */
static json_t *guest_facts(const struct kvm *kvm) {
    return json_pack("{s:o,s:O,s:o?}", "features",
                     features_json(&guest_features, &kvm->spec.features), "left_out",
                     kvm->fit.left_out, "vcpu_cpus", guest_vcpu_cpus(kvm->guest.qmp, NULL));
}

/* Whatever came of it, the medium goes back with settle, or else when the guest ends. */
static int take_medium(const struct environment *environment, struct error *err) {
    struct kvm *kvm = environment->state;
    const struct context *context = environment->context;
    bool in_image = environment->type->traits.storage == STORAGE_FILES;
    uint64_t image = plan_medium_image(&context->plan->planned_medium);
    struct attachment attachment = attachment_of(&kvm->spec);
    kvm->has_medium = true;
    return in_image ? medium_lend(context->medium, &kvm->guest, &attachment, image, err)
                    : medium_give(context->medium, &kvm->guest, &attachment, err);
}

static int prepare(struct environment *environment, const struct plan_figure *figure,
                   const char *const *arguments, bool input, struct launch *launch,
                   struct error *err) {
    (void)input;
    struct kvm *kvm = environment->state;
    launch->meters = (struct meters){.vmm = vmm_cpu_s, .context = kvm};
    process_continued(&kvm->guest.qemu); /* before the cell: does not count */
    if (figure->medium_bytes > 0 && take_medium(environment, err) < 0)
        return -1;
    return ssh_machine_prepare(&kvm->machine, environment_kernel(environment, figure), figure,
                               arguments, launch, err);
}

/* Idle, it must take nothing from the others' cells. */
static int settle(struct environment *environment, struct execution *execution, bool running,
                  struct error *err) {
    (void)running;
    struct kvm *kvm = environment->state;
    execution->boot = kvm->boot;
    execution->vmm_huge_bytes = process_huge_bytes(kvm->guest.qemu.pid);
    execution->guest = guest_facts(kvm);
    execution->vmm_continued = process_continued(&kvm->guest.qemu);
    struct medium *medium = environment->context->medium;
    if (kvm->has_medium)
        execution->medium_seen = medium_seen(medium);
    if (kvm->has_medium && medium_holder(medium) != HOLDER_HOST &&
        medium_take_back(medium, &kvm->guest, err) < 0)
        return -1;
    kvm->has_medium = false;
    return guest_pause(&kvm->guest, err) < 0 ? error_wrap(err, "stopping the idle guest") : 0;
}

static int rest(struct environment *environment, bool rests, struct error *err) {
    struct kvm *kvm = environment->state;
    return rests ? guest_pause(&kvm->guest, err) : guest_continue(&kvm->guest, err);
}

static json_t *describe(const struct environment *environment) {
    const struct kvm *kvm = environment->state;
    if (!kvm)
        return NULL;
    json_t *argv = json_array();
    for (char **word = kvm->argv; word && *word; word++)
        json_array_append_new(argv, json_text(*word));
    const char *qemu[] = {kvm->argv ? kvm->argv[0] : "qemu-system-x86_64", "--version", NULL};
    cleanup_free char *version = NULL;
    if (process_check(qemu, &version, NULL) == 0)
        version[strcspn(version, "\n")] = '\0';
    json_t *facts = json_pack(
        "{s:s,s:o,s:s,s:s,s:o,s:f,s:s,s:o}", "accel", environment->context->accel, "qemu",
        json_text(version), "image", kvm->image.digest, "firmware", kvm->image.firmware, "boot",
        plan_boot_json(&environment->context->plan->boot), "boot_s", kvm->guest.boot_s, "network",
        kvm->tap < 0 ? "QEMU's user mode: one queue, no vhost" : "a tap to the peer", "qemu_argv",
        argv);
    char tap[IFNAMSIZ];
    if (kvm->tap >= 0)
        json_object_set_new(
            facts, "tap",
            json_string(lab_tap_name(&environment->context->lab->names, (unsigned)kvm->tap, tap)));
    cleanup_json json_t *guest = guest_facts(kvm);
    json_object_update(facts, guest);
    /* An image of the user's own may greet. */
    cleanup_json json_t *told = remote_ask(&kvm->guest.ssh, ":", ANSWER_TIMEOUT_S, NULL);
    json_t *said = json_object_get(told, REMOTE_CHATTER);
    if (said)
        json_object_set(facts, "shell_says", said);
    return facts;
}

/* What guests boot; what one of them writes is its own. */
static double image_bytes(const struct environment *environment, const struct plan_figure *figure) {
    const struct kvm *kvm = environment->state;
    const struct guest_image *image = &kvm->image;
    (void)figure;
    double bytes = disk_taken(image->disk);
    if (image->kernel)
        bytes += disk_taken(image->kernel);
    return image->initrd ? bytes + disk_taken(image->initrd) : bytes;
}

static const struct environment_hooks hooks = {
    .probe = probe,
    .joins_elsewhere = joins_elsewhere,
    .foresee = foresee,
    .start = start,
    .up = up,
    .prepare = prepare,
    .route = route,
    .service_root = service_root,
    .settle = settle,
    .rest = rest,
    .up_is_start = true,
    .down = down,
    .describe = describe,
    .image_bytes = image_bytes,
};

const struct environment_type environment_kvm[] = {
    {"kvm",
     "a KVM guest as untuned users get it: virtio, cache=none, default CPU model",
     {KIND_GUEST, NETWORK_TAP, STORAGE_DEVICE, COLOUR_VERMILLION},
     .features = &guest_features,
     .does = &hooks},
    {"kvm-tuned",
     "a KVM guest with all guest features that this host can give (see below)",
     {KIND_GUEST, NETWORK_TAP, STORAGE_DEVICE, COLOUR_ORANGE},
     .features = &guest_features,
     .does = &hooks},
    {"kvm-qcow2",
     "kvm with a qcow2 disk image in the host's file system on the storage medium",
     {KIND_GUEST, NETWORK_TAP, STORAGE_FILES, COLOUR_PURPLE},
     .features = &guest_features,
     .storage_only = true,
     .does = &hooks},
    {0},
};
