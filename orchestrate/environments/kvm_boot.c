/* kvm_boot.c - starts a guest with what its features and the plan ask for, waits for it, and takes
 * it down with all that was made for it. */
#include "kvm_boot.h"

#include "base/project.h"
#include "base/remote_shell.h"
#include "common/cpulist.h"
#include "guest/guest_argv.h"
#include "medium/medium.h"
#include "service_root.h"

#include <stdlib.h>
#include <string.h>

enum { BOOT_TIMEOUT_S = 600, ANSWER_TIMEOUT_S = 120 };

void kvm_down(struct environment *environment) {
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

int kvm_spec(const struct plan_figure *figure, const char *accel, struct guest_spec *spec,
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
        " ] || n=${d##*/}; done; mkdir " KVM_SERVICE_ROOT
        " && mount -t ext4 -o ro \"/dev/$n\" " KVM_SERVICE_ROOT;
    return remote_do(&kvm->guest.ssh, command, ANSWER_TIMEOUT_S, err) < 0
               ? error_wrap(err, "mounting the services' root in the guest")
               : 0;
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
        kvm_spec(figure, context->accel, &spec, err) < 0)
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

int kvm_start(struct environment *environment, const struct plan_figure *figure,
              struct error *err) {
    if (environment->state)
        return 0;
    struct kvm *kvm = environment->state = calloc(1, sizeof *kvm);
    if (!kvm)
        return error_failed(err, "out of memory");
    kvm->tap = -1;
    if (start_guest(environment, kvm, figure, err) == 0)
        return 1;
    kvm_down(environment);
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

int kvm_await(struct environment *environment, struct error *err) {
    struct kvm *kvm = environment->state;
    if (kvm->came_up || come_up(environment, kvm, err) == 0)
        return 0;
    kvm_down(environment);
    return -1;
}
