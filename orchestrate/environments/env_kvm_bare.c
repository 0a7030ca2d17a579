/* env_kvm_bare.c - a guest that is a Linux kernel and the static binary as its first process: what
 * of a virtual machine's start and memory is the machine's own. */
#include "base/disk.h"
#include "base/process.h"
#include "base/project.h"
#include "environments.h"
#include "guest/bare_guest.h"
#include "guest/guest.h"
#include "guest/guest_argv.h"

#include <stdlib.h>
#include <string.h>

struct bare {
    struct guest_image image;
    int directory_id;
    struct path initramfs;
    enum bare_machine machine;
};

static const struct feature table[] = {
    {.key = "machine",
     .level = {"default", "microvm"},
     .about = "QEMU's machine: the one that guests have, or the one without PCI and firmware",
     .available = bare_machine_available},
};

static const struct feature_table bare_features = {
    .of = "bare guest",
    .title = "Features of kvm-bare, as in kvm-bare+machine=microvm:",
    .name = "bare_features",
    .count = sizeof table / sizeof *table,
    .feature = table,
};

static int probe(const struct environment_type *type, const char *name,
                 const struct plan_boot *boot, struct error *err) {
    (void)type, (void)name;
    struct path images = project_path("build/vm");
    if (!command_exists(guest_qemu()))
        return error_unavailable(err, "QEMU is not installed; `make deps` installs it");
    if (boot && boot->image.path && !boot->kernel.path)
        return error_unavailable(err, "it starts a kernel, which --image alone does not name; add "
                                      "--kernel FILE");
    return guest_image_probe(images.text, boot, err);
}

/* Others find no /proc there. */
static int suits(const struct plan_figure *figure, size_t series, struct error *err) {
    (void)series;
    if (figure->service)
        return error_unavailable(err, "its memory has no room for the services' root file system");
    return yields_crowd(figure->yields)
               ? 0
               : error_unavailable(err, "%s cannot be the first process of a machine",
                                   figure->kernel);
}

/* Linux looks for a clock to tell the speed of the time stamp counter by, and a microvm has none
 * but KVM's. */
static int foresee(const struct environment_type *type, const char *name,
                   const struct plan_figure *figure, struct plan *plan, struct error *err) {
    (void)type;
    struct features features;
    (void)figure;
    if (features_parse(&bare_features, name, &features, err) < 0)
        return -1;
    if (features.level[0] == BARE_MICROVM && strcmp(plan->accel, "tcg") == 0)
        return error_unavailable(err, "machine=microvm cannot be given: emulated (TCG) it has no "
                                      "clock that Linux trusts; a host with KVM");
    return 0;
}

static void down(struct environment *environment) {
    struct bare *bare = environment->state;
    if (!bare)
        return;
    journal_undo(environment->context->journal, bare->directory_id, NULL);
    guest_image_free(&bare->image);
    free(bare);
    environment->state = NULL;
}

static int make(struct environment *environment, const struct plan_figure *figure,
                struct bare *bare, struct error *err) {
    static int ordinal;
    const struct context *context = environment->context;
    struct path images = project_path("build/vm"), program;
    struct path directory = path_of("%s/%s-bare-%d", journal_state_directory(),
                                    journal_prefix(context->journal), ++ordinal);
    struct features features;
    if (environment_features(environment, &features, err) < 0 ||
        guest_image_open(images.text, &context->plan->boot, context->journal, &bare->image, err) <
            0 ||
        project_kernel(figure->kernel, &program, err) < 0 ||
        journal_make_directory(context->journal, directory.text, 0700, &bare->directory_id, err) <
            0)
        return -1;
    bare->machine = (enum bare_machine)features.level[0];
    bare->initramfs = path_of("%s/initramfs", directory.text);
    return bare_initramfs_make(program.text, bare->initramfs.text, err);
}

static int up(struct environment *environment, const struct plan_figure *figure,
              struct error *err) {
    if (environment->state)
        return 0;
    struct bare *bare = environment->state = calloc(1, sizeof *bare);
    if (!bare)
        return error_failed(err, "out of memory");
    bare->directory_id = -1;
    if (make(environment, figure, bare, err) == 0)
        return 0;
    down(environment);
    return -1;
}

static int prepare(struct environment *environment, const struct plan_figure *figure,
                   const char *const *arguments, bool input, struct launch *launch,
                   struct error *err) {
    (void)input;
    const struct bare *bare = environment->state;
    const struct bare_guest guest = {.machine = bare->machine,
                                     .accel = environment->context->accel,
                                     .vcpus = figure->guest_vcpus,
                                     .memory = figure->guest_memory,
                                     .kernel = bare->image.kernel,
                                     .initramfs = bare->initramfs.text,
                                     .arguments = arguments};
    struct argv argv = {0};
    int status = bare_guest_argv(&guest, &argv, err);
    launch->spec = (struct process_spec){.memory_nodes = figure->memory_nodes,
                                         .timeout_s = plan_process_timeout_s(figure)};
    if (launch_argv(launch, argv, status < 0 ? NULL : err) < 0)
        status = -1;
    return status < 0 ? -1 : launch_cpus(launch, figure->cpus, err);
}

static json_t *describe(const struct environment *environment) {
    const struct bare *bare = environment->state;
    return bare ? json_pack("{s:s,s:s,s:s}", "accel", environment->context->accel, "image",
                            bare->image.digest, "machine",
                            bare->machine == BARE_MICROVM ? "microvm" : guest_machine())
                : NULL;
}

static double image_bytes(const struct environment *environment, const struct plan_figure *figure) {
    const struct bare *bare = environment->state;
    (void)figure;
    return disk_taken(bare->image.kernel) + disk_taken(bare->initramfs.text);
}

static const struct environment_hooks hooks = {
    .probe = probe,
    .suits = suits,
    .foresee = foresee,
    .up = up,
    .prepare = prepare,
    .down = down,
    .describe = describe,
    .image_bytes = image_bytes,
};

const struct environment_type environment_kvm_bare[] = {
    {"kvm-bare",
     "a guest that is a Linux kernel, started directly, and the static binary as its first process",
     {KIND_GUEST, NETWORK_NONE, STORAGE_NONE, COLOUR_PURPLE},
     .features = &bare_features,
     .network_instead = "kvm is on a network",
     .storage_instead = "kvm and kvm-qcow2",
     .does = &hooks},
    {0},
};
