/* env_kvm.c - a KVM guest, untuned, tuned, or with the features that its name asks for: a booted
 * guest plus SSH. Emulated by TCG where KVM cannot be used, and labelled so everywhere. */
#include "base/disk.h"
#include "base/host_usage.h"
#include "base/json_text.h"
#include "base/project.h"
#include "base/remote_shell.h"
#include "common/cleanup.h"
#include "environments.h"
#include "guest/guest_argv.h"
#include "kvm_boot.h"
#include "medium/medium.h"

#include <string.h>

enum { ANSWER_TIMEOUT_S = 120 };

static int probe(const struct environment_type *type, const char *name,
                 const struct plan_boot *boot, struct error *err) {
    (void)type, (void)name;
    struct path images = project_path("build/vm");
    if (!command_exists("qemu-system-x86_64") && !command_exists("qemu-system-aarch64"))
        return error_unavailable(err, "QEMU is not installed; `make deps` installs it");
    return guest_image_probe(images.text, boot, err);
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
        kvm_spec(figure, plan->accel, &spec, err) < 0)
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

static struct path service_root(const struct environment *environment) {
    (void)environment;
    return path_of(KVM_SERVICE_ROOT);
}

static int up(struct environment *environment, const struct plan_figure *figure,
              struct error *err) {
    if (kvm_start(environment, figure, err) < 0 || kvm_await(environment, err) < 0)
        return -1;
    struct kvm *kvm = environment->state;
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
    .start = kvm_start,
    .up = up,
    .prepare = prepare,
    .route = route,
    .service_root = service_root,
    .settle = settle,
    .rest = rest,
    .up_is_start = true,
    .down = kvm_down,
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
