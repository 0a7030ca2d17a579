/* env_kvm.c - a KVM guest as a user gets it without tuning: a booted guest plus SSH. Emulated by
 * TCG where KVM cannot be used, and labelled so everywhere. */
#include "base/project.h"
#include "environments.h"
#include "guest/accel.h"
#include "guest/guest.h"
#include "ssh_machine.h"

#include "base/host_usage.h"
#include "harness/cleanup.h"
#include "harness/cpulist.h"

#include <math.h>
#include <string.h>

enum { BOOT_TIMEOUT_S = 600 };

struct kvm {
    struct guest_image image;
    struct guest guest;
    bool booted;
    struct ssh_machine machine;
    char **argv; /* QEMU's, for machine.json */
    int boot;    /* ordinal */
};

static int probe(const char *name, struct error *err) {
    (void)name;
    struct guest_image image;
    struct path images = project_path("build/vm");
    if (!command_exists("qemu-system-x86_64") && !command_exists("qemu-system-aarch64"))
        return error_unavailable(err, "QEMU is not installed; `make deps` installs it");
    if (guest_image_find(images.text, &image, err) < 0)
        return -1;
    guest_image_free(&image);
    return 0;
}

static void down(struct environment *environment) {
    struct kvm *kvm = environment->state;
    if (!kvm)
        return;
    if (kvm->booted)
        guest_stop(&kvm->guest);
    guest_image_free(&kvm->image);
    argv_free(kvm->argv);
    free(kvm);
    environment->state = NULL;
}

static int boot(struct environment *environment, struct kvm *kvm, const struct plan_figure *figure,
                struct error *err) {
    static int boots; /* of all guests of this process: each gets its own ordinal */
    const struct context *context = environment->context;
    struct path images = project_path("build/vm"), templates = project_path("vm");
    struct guest_spec spec = {
        .image = &kvm->image,
        .accel = context->accel,
        .vcpus = figure->guest_vcpus,
        .memory = figure->guest_memory,
        .memory_nodes = figure->memory_nodes,
        .interleave = strchr(figure->memory_nodes, '-') || strchr(figure->memory_nodes, ','),
        .boot_timeout_s = BOOT_TIMEOUT_S,
        .templates = templates.text,
    };
    if (guest_image_find(images.text, &kvm->image, err) < 0 ||
        cpulist_parse(figure->cpus, &spec.cpus, err) < 0 ||
        guest_boot(&spec, context->journal, &kvm->guest, err) < 0)
        return -1;
    kvm->booted = true;
    kvm->boot = ++boots;
    kvm->argv = guest_argv(&spec, kvm->guest.directory, 0);
    if (ssh_machine_open(&kvm->machine, &kvm->guest.ssh, "/opt/virtax", err) < 0)
        return -1;
    return ssh_machine_settings(&kvm->machine, context->plan, NULL, err);
}

static int up(struct environment *environment, const struct plan_figure *figure,
              struct error *err) {
    struct kvm *kvm = environment->state;
    if (!kvm) {
        kvm = environment->state = calloc(1, sizeof *kvm);
        if (!kvm)
            return error_failed(err, "out of memory");
        if (boot(environment, kvm, figure, err) < 0) {
            down(environment);
            return -1;
        }
    }
    if (kvm->guest.paused && guest_resume(&kvm->guest, err) < 0)
        return -1;
    return ssh_machine_put(&kvm->machine, figure->kernel, err);
}

static double vmm_cpu_s(void *context) {
    return guest_cpu_seconds(context);
}

static int exec(struct environment *environment, const struct plan_figure *figure,
                const char *const *arguments, struct execution *execution, struct error *err) {
    struct kvm *kvm = environment->state;
    execution->boot = kvm->boot;
    struct meters meters = {.vmm = vmm_cpu_s, .context = &kvm->guest};
    int status = ssh_machine_exec(&kvm->machine, figure, arguments, &meters, execution, err);
    execution->vmm_huge_bytes = process_huge_bytes(kvm->guest.qemu.pid);
    /* Idle, it must take nothing from the others' cells. */
    if (status == 0 && guest_pause(&kvm->guest, err) < 0)
        status = error_wrap(err, "stopping the idle guest");
    return status;
}

static json_t *describe(const struct environment *environment) {
    const struct kvm *kvm = environment->state;
    if (!kvm)
        return NULL;
    json_t *argv = json_array();
    for (char **word = kvm->argv; word && *word; word++)
        json_array_append_new(argv, json_string(*word));
    const char *qemu[] = {kvm->argv ? kvm->argv[0] : "qemu-system-x86_64", "--version", NULL};
    cleanup_free char *version = NULL;
    if (process_check(qemu, &version, NULL) == 0)
        version[strcspn(version, "\n")] = '\0';
    return json_pack("{s:s,s:s?,s:s,s:f,s:o}", "accel", environment->context->accel, "qemu",
                     version, "image", kvm->image.digest, "boot_s", kvm->guest.boot_s, "qemu_argv",
                     argv);
}

const struct environment_type environment_kvm = {
    .name = "kvm",
    .about = "a KVM guest as untuned users get it: virtio, cache=none, default CPU model",
    .is_guest = true,
    .probe = probe,
    .up = up,
    .exec = exec,
    .down = down,
    .describe = describe,
};
