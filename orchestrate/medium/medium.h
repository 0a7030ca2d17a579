/* medium.h - the block device that native, containers and guests all measure on, one after the
 * other.
 *
 * By default a loop device with direct I/O over a file that is written from end to end: every
 * environment gets one and the same block device, and none the host's page cache. Its ext4 is
 * mounted on the host or in one guest, never in both (handover.h). All that it makes stands in the
 * journal before it is made. */
#ifndef VIRTAX_MEDIUM_H
#define VIRTAX_MEDIUM_H

#include "attach.h"
#include "base/journal.h"
#include "file_system.h"
#include "handover.h"
#include "plan/plan_medium.h"

#include <jansson.h>

enum medium_kind {
    MEDIUM_LOOP,      /* a loop device over a file made in `path` */
    MEDIUM_DEVICE,    /* the block device `path`: all that it holds is lost */
    MEDIUM_DIRECTORY, /* a directory made in `path`, on whatever that is: no guest can be given it
                       */
};

struct medium_spec {
    enum medium_kind kind;
    const char *path;
    uint64_t size;            /* bytes; MEDIUM_DEVICE: 0 for all of it; no matter to a directory */
    const char *destroy_data; /* the device once more, by the user's own hand; or NULL */
};

/* Reads --medium (NULL: as "DIR" with `fallback`) and --destroy-data, which must name that device
 * exactly. "DIR" and "loop:DIR" are a loop device over a file in DIR, "files:DIR" is plain files in
 * it, all else a device. STATUS_USAGE. The texts are borrowed. */
int medium_spec_parse(const char *medium, const char *destroy_data, const char *fallback,
                      uint64_t size, struct medium_spec *spec, struct error *err);

/* The path in what --medium says, behind "loop:" or "files:". */
const char *medium_spec_path(const char *medium);

/* May one of that kind be made here? Root, loop devices and e2fsprogs' commands are needed, for
 * files in a directory nothing. STATUS_UNAVAILABLE. */
int medium_probe(enum medium_kind kind, struct error *err);

/* Fails early where medium_open would refuse: a device that holds data and is not named by
 * destroy_data, that is in use or too small, and a directory that cannot be written. Changes
 * nothing. */
int medium_spec_check(const struct medium_spec *spec, struct error *err);

/* Where a medium is made unless the user names a place. */
#define MEDIUM_DEFAULT_DIRECTORY "/var/tmp"

/* The files of a figure's size that one medium has room for, and room for tables, for a file
 * system's journal and for the image of the kernels. */
enum { MEDIUM_FILES = 4 };
#define MEDIUM_ROOM_BESIDES (UINT64_C(320) << 20)

/* Bytes of a disk image on the medium: room for a figure's file and for the file system around it.
 */
uint64_t plan_medium_image(const struct plan_medium *medium);

/* The plan's medium as medium_open takes it; borrows the plan's texts. */
int plan_medium_spec(const struct plan_medium *medium, struct medium_spec *spec, struct error *err);

struct medium;

/* Makes a medium with an empty ext4 and mounted nowhere. A device that holds data, a partition
 * table or a file system is refused unless destroy_data is its name, and one that is mounted or
 * held always (STATUS_USAGE). Needs root, a directory apart (STATUS_UNAVAILABLE). On failure
 * nothing is left.
 */
int medium_open(const struct medium_spec *spec, struct journal *journal, struct medium **medium,
                struct error *err);

/* Unmounts, detaches and removes what was made, and frees it. What a guest still has or what cannot
 * be removed stays in the journal, whose close tries again after ending the guest. */
int medium_close(struct medium *medium, struct error *err);

/* Where the medium is mounted, on the host and in guests alike. */
const char *medium_directory(const struct medium *medium);

enum holder medium_holder(const struct medium *medium);

/* On the host: nobody -> host, and back. */
int medium_mount(struct medium *medium, struct error *err);
int medium_unmount(struct medium *medium, struct error *err);

/* The host (or nobody) -> the guest, booted with guest_spec.hotplug_port and not paused: unmounted
 * here, attached, mounted there. Where that fails it is mounted here again if it was before. */
int medium_give(struct medium *medium, struct guest *guest, const struct attachment *attachment,
                struct error *err);

/* A qcow2 disk of `size` bytes in the medium's file system, which is mounted here and stays so, ->
 * the guest. It is made the first time; its size counts then. */
int medium_lend(struct medium *medium, struct guest *guest, const struct attachment *attachment,
                uint64_t size, struct error *err);

/* From the guest back to the host, where the medium is mounted then. */
int medium_take_back(struct medium *medium, struct guest *guest, struct error *err);

/* After guest_stop of a guest that may have had the medium: nobody has it then (of a lent disk, the
 * host). */
int medium_guest_gone(struct medium *medium, const struct guest *guest, struct error *err);

/* What a kernel finds below medium_directory there where the medium is now: {"holder",
 * "file_system", "mounted_from"}, the latter two as its evidence tells them (null: cannot be told),
 * and in a guest what QEMU makes of it: "aio", "cache", "format", and for an image "below", the
 * file system on the host that holds it. NULL: nobody has it. */
json_t *medium_seen(const struct medium *medium);

/* Checks the medium's file system (e2fsck), after the run; refused unless nobody holds it.
 * STATUS_UNAVAILABLE for a directory. */
int medium_check(struct medium *medium, struct file_system_check *check, struct error *err);

/* For the record: kind, path, device, size, direct_io with the cause where it is off, bytes of
 * the file below a loop device that are holes by now (missing_bytes), file system, options, aio and
 * queues of the last hand-over, holder. */
json_t *medium_describe(const struct medium *medium);

#endif
