/* guest.h - one virtual machine: image, seed, QEMU process, QMP, SSH.
 *
 * A guest is a cloud image booted with a throw-away qcow2 overlay and a cloud-init NoCloud seed
 * that injects a fresh key pair and a fresh host key; afterwards it is an ssh_target. */
#ifndef VIRTAX_GUEST_H
#define VIRTAX_GUEST_H

#include "base/argv.h"
#include "base/journal.h"
#include "base/process.h"
#include "base/remote_shell.h"
#include "common/cpu_set.h"
#include "guest_features.h"
#include "guest_layout.h"
#include "plan/plan_boot.h"

#include <stdint.h>

/* The image to boot. `kernel` NULL: by the image's own firmware and boot loader. */
struct guest_image {
    char *disk;           /* base image, never written */
    char *format;         /* "raw" or "qcow2" */
    const char *firmware; /* "bios" or "uefi"; "none" where a kernel is given */
    char *kernel, *initrd, *append;
    bool load_drivers; /* by the initrd, which is the host's */
    char *digest;      /* sha256 of the recipe or of the image: for machine.json */
};

/* Finds the built image below `vm_build` (build/vm); STATUS_UNAVAILABLE with the command that
 * makes it where it is missing. */
int guest_image_find(const char *vm_build, struct guest_image *image, struct error *err);

/* Fails where the built image is gone or is not the one of that digest any more. */
int guest_image_unchanged(const char *vm_build, const char *digest, struct error *err);

/* Is there what a guest would boot? As guest_image_find, unless the plan names an image. */
int guest_image_probe(const char *vm_build, const struct plan_boot *boot, struct error *err);

/* The image of a plan: the built one, or its --image (a compressed one unpacked below `vm_build`),
 * with the kernel that the plan names. Free it also on failure. */
int guest_image_open(const char *vm_build, const struct plan_boot *boot, struct journal *journal,
                     struct guest_image *image, struct error *err);
void guest_image_free(struct guest_image *image);

struct guest_spec {
    const struct guest_image *image;
    const char *accel; /* "kvm" or "tcg" */
    unsigned vcpus;
    uint64_t memory;
    struct cpu_set cpus;               /* mask of QEMU as a whole */
    const char *memory_nodes;          /* NUMA nodes of QEMU as a whole; NULL: any */
    bool interleave;                   /* its memory interleaved over them */
    struct features features;          /* those that this host can give: guest_fit */
    const struct guest_layout *layout; /* for topology and pinning; NULL: without either */
    const char *host_cpu_flags;        /* after "-cpu host", from ","; NULL: none */
    const char *tap;                   /* of this host, to the peer; NULL: none */
    unsigned tap_number;               /* below 256; the last part of its address */
    double boot_timeout_s;
    const char *templates; /* directory of the seed's templates (vm) */
    const char
        *service_root; /* a disk image that it gets read-only as GUEST_SERVICES; NULL: none */
    bool hotplug_port; /* a free PCI Express port, GUEST_HOTPLUG_PORT: for a storage medium */
};

/* QEMU's argument vector for a spec; paths of this boot below `directory`. Pure, for golden tests
 * and machine.json. NULL-terminated; free with argv_free (argv.h). */
char **guest_argv(const struct guest_spec *spec, const char *directory, int ssh_port);

struct guest {
    struct journal *journal;
    int directory_id, process_id, connection_id; /* in the journal; -1: none */
    char directory[64];                          /* run-time directory of this boot */
    struct process_child qemu, connection;       /* the latter: ssh(1), which keeps one */
    int qmp;                                     /* socket, -1: none */
    int port;                                    /* of this host, forwarded to its SSH */
    struct ssh_target ssh;
    bool paused;
    bool host_cpu;                     /* its CPU model is the host's */
    double started_s, boot_deadline_s; /* CLOCK_MONOTONIC */
    double boot_s; /* from QEMU's start to the first answer over SSH that was waited for */
};

/* Starts QEMU; what boots there goes on by itself. On failure nothing is left and the error holds
 * the last 20 lines of the guest's console. */
int guest_start(const struct guest_spec *spec, struct journal *journal, struct guest *guest,
                struct error *err);

/* Waits until cloud-init is done, SSH answers and the guest is quiet. On failure as above. */
int guest_await(struct guest *guest, struct error *err);

/* QMP stop and cont (QEMU QMP reference). guest_resume waits until it answers and is quiet. */
int guest_pause(struct guest *guest, struct error *err);
int guest_continue(struct guest *guest, struct error *err);
int guest_resume(struct guest *guest, struct error *err);

/* Ends QEMU and removes the run-time directory. Safe on a guest that is gone. */
void guest_stop(struct guest *guest);

#endif
