/* medium.c - making the medium, and the real steps of the hand-over. */
#include "medium.h"

#include "base/journal_kinds.h"
#include "common/cleanup.h"
#include "common/mount.h"
#include "device_holders.h"
#include "medium_make.h"
#include "solid_file.h"

#include <string.h>
#include <sys/stat.h>

/* udev is done with a device that was just closed in moments; a process that works on it is not. */
enum { FREE_TIMEOUT_S = 10 };

#define DISK_FILE "guest.qcow2"

static int await_free(void *context, struct error *err) {
    const struct medium *medium = context;
    return medium->device[0] ? device_await_free(medium->device, FREE_TIMEOUT_S, err) : 0;
}

static int mount_here(void *context, struct error *err) {
    const struct medium *medium = context;
    return medium->device[0] ? file_system_mount(medium->device, medium->directory, err) : 0;
}

static int unmount_here(void *context, struct error *err) {
    const struct medium *medium = context;
    return medium->device[0] ? undo_mount(medium->directory, medium->device, err) : 0;
}

static int attach(void *context, struct guest *guest, bool image, struct error *err) {
    struct medium *medium = context;
    char path[PATH_MAX + 32];
    snprintf(path, sizeof path, "%s/" DISK_FILE, medium->directory);
    struct attach_source device = {"raw", "host_device", medium->device};
    struct attach_source file = {"qcow2", "file", path};
    return attach_disk(guest, image ? &file : &device, &medium->attachment, medium->aio, err);
}

static int detach(void *context, struct guest *guest, struct error *err) {
    (void)context;
    return detach_disk(guest, err);
}

static int guest_mount(void *context, struct guest *guest, struct error *err) {
    struct medium *medium = context;
    return attach_mount(guest, medium->directory, medium->guest_device, sizeof medium->guest_device,
                        err);
}

static int guest_unmount(void *context, struct guest *guest, struct error *err) {
    const struct medium *medium = context;
    return attach_unmount(guest, medium->directory, err);
}

static const struct handover_operations operations = {
    .await_free = await_free,
    .mount = mount_here,
    .unmount = unmount_here,
    .attach = attach,
    .detach = detach,
    .guest_mount = guest_mount,
    .guest_unmount = guest_unmount,
};

int medium_open(const struct medium_spec *spec, struct journal *journal, struct medium **opened,
                struct error *err) {
    struct medium *medium = calloc(1, sizeof *medium);
    if (!medium)
        return error_failed(err, "out of memory");
    *medium = (struct medium){.kind = spec->kind, .journal = journal};
    for (size_t i = 0; i < MEDIUM_THINGS; i++)
        medium->thing[i] = -1;
    medium->handover = (struct handover){.operations = &operations, .context = medium};
    if (medium_make(medium, spec, err) < 0) {
        medium_close(medium, NULL);
        return error_wrap(err, "the storage medium");
    }
    *opened = medium;
    return 0;
}

int medium_close(struct medium *medium, struct error *err) {
    int status = 0;
    if (medium->handover.guest)
        status = error_failed(err, "the medium is still a guest's: end the guest first");
    /* What cannot be removed stays in the journal, whose close tries again. */
    for (size_t i = MEDIUM_THINGS; status == 0 && i > 0; i--)
        status = journal_undo(medium->journal, medium->thing[i - 1], err);
    json_decref(medium->facts);
    free(medium);
    return status;
}

const char *medium_directory(const struct medium *medium) {
    return medium->directory;
}

enum holder medium_holder(const struct medium *medium) {
    return medium->handover.holder;
}

int medium_mount(struct medium *medium, struct error *err) {
    return handover_mount(&medium->handover, err);
}

int medium_unmount(struct medium *medium, struct error *err) {
    return handover_unmount(&medium->handover, err);
}

/* A paused guest could neither mount the medium nor let go of it. */
static int refuse_paused(const struct guest *guest, struct error *err) {
    return guest->paused ? error_failed(err, "a paused guest can neither take nor give back the "
                                             "medium; resume it first")
                         : 0;
}

int medium_give(struct medium *medium, struct guest *guest, const struct attachment *attachment,
                struct error *err) {
    if (!medium->device[0])
        return error_usage(err,
                           "%s: files in a directory cannot be given to a guest; --medium=DIR "
                           "makes a device of one",
                           medium->directory);
    bool mounted = medium->handover.holder == HOLDER_HOST;
    if (refuse_paused(guest, err) < 0)
        return -1;
    if (mounted && handover_unmount(&medium->handover, err) < 0)
        return -1;
    if (medium->handover.holder == HOLDER_NOBODY)
        medium->attachment = *attachment;
    struct error why = {0}, second;
    if (handover_give(&medium->handover, guest, &why) == 0)
        return 0;
    if (mounted && medium->handover.holder == HOLDER_NOBODY &&
        handover_mount(&medium->handover, &second) < 0)
        return error_failed(err, "%s; and then %s", why.text, second.text);
    if (err)
        *err = why;
    return -1;
}

int medium_lend(struct medium *medium, struct guest *guest, const struct attachment *attachment,
                uint64_t size, struct error *err) {
    char path[PATH_MAX + 32];
    snprintf(path, sizeof path, "%s/" DISK_FILE, medium->directory);
    if (refuse_paused(guest, err) < 0)
        return -1;
    if (medium->handover.holder == HOLDER_HOST) {
        if (access(path, F_OK) < 0 && disk_file_make(medium->directory, DISK_FILE, size, err) < 0)
            return -1;
        medium->attachment = *attachment;
    }
    return handover_lend(&medium->handover, guest, err);
}

int medium_take_back(struct medium *medium, struct guest *guest, struct error *err) {
    if (refuse_paused(guest, err) < 0 || handover_take_back(&medium->handover, guest, err) < 0)
        return -1;
    return medium->handover.holder == HOLDER_NOBODY ? handover_mount(&medium->handover, err) : 0;
}

int medium_guest_gone(struct medium *medium, const struct guest *guest, struct error *err) {
    return handover_guest_gone(&medium->handover, guest, err);
}

/* The medium as this host has it mounted. */
static json_t *seen_here(const struct medium *medium) {
    struct stat status;
    struct mount mount;
    bool known = stat(medium->directory, &status) == 0 && mount_find(status.st_dev, &mount);
    return json_pack("{s:s?,s:s?}", "file_system", known ? mount.type : NULL, "mounted_from",
                     known ? mount.source : NULL);
}

json_t *medium_seen(const struct medium *medium) {
    enum holder holder = medium->handover.holder;
    if (holder == HOLDER_NOBODY)
        return NULL;
    json_t *seen = seen_here(medium);
    if (holder == HOLDER_LENT)
        seen = json_pack("{s:o,s:s}", "below", seen, "format", "qcow2");
    cleanup_json json_t *there =
        json_pack("{s:s,s:s,s:s,s:s}", "file_system", "ext4", "mounted_from", medium->guest_device,
                  "aio", medium->aio, "cache", "none");
    if (holder == HOLDER_GUEST)
        json_object_set_new(seen, "format", json_string("raw"));
    if (holder != HOLDER_HOST)
        json_object_update(seen, there);
    json_object_set_new(seen, "holder", json_string(holder_word(holder)));
    return seen;
}

int medium_check(struct medium *medium, struct file_system_check *check, struct error *err) {
    if (!medium->device[0])
        return error_unavailable(err, "%s: the file system of a directory is not checked",
                                 medium->directory);
    if (medium->handover.holder != HOLDER_NOBODY)
        return error_failed(err, "the medium cannot be checked: %s still has it",
                            holder_word(medium->handover.holder));
    if (await_free(medium, err) < 0)
        return -1;
    return file_system_check(medium->device, check, err);
}

json_t *medium_describe(const struct medium *medium) {
    json_t *facts = json_copy(medium->facts);
    if (medium->kind == MEDIUM_DIRECTORY) {
        cleanup_json json_t *seen = seen_here(medium);
        json_object_update(facts, seen);
    }
    if (medium->file[0]) {
        int64_t missing = solid_file_missing(medium->file, medium->size);
        json_object_set_new(facts, "missing_bytes",
                            missing < 0 ? json_null() : json_integer(missing));
    }
    json_object_set_new(facts, "holder", json_string(holder_word(medium->handover.holder)));
    if (medium->aio[0]) {
        unsigned queues = medium->attachment.queues;
        cleanup_json json_t *last = json_pack("{s:s,s:b,s:o}", "aio", medium->aio, "io_thread",
                                              (int)medium->attachment.io_thread, "queues",
                                              queues > 0 ? json_integer(queues) : json_null());
        json_object_update(facts, last);
    }
    return facts;
}
