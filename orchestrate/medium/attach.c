/* attach.c - QEMU's side over QMP, the guest's side over SSH. */
#include "attach.h"

#include "base/argv.h"
#include "base/remote_shell.h"
#include "common/cleanup.h"
#include "file_system.h"
#include "guest/guest_argv.h"
#include "guest/qmp.h"

#include <string.h>

#define NODE "medium"
#define DEVICE "medium-disk"
#define IO_THREAD "medium-io"

/* Emulated guests are slow. */
enum { QMP_TIMEOUT_S = 10, LET_GO_TIMEOUT_S = 60, SHELL_TIMEOUT_S = 120 };

json_t *attach_node(const struct attach_source *source, const char *aio) {
    return json_pack("{s:s,s:s,s:{s:b},s:{s:s,s:s,s:{s:b},s:s}}", "node-name", NODE, "driver",
                     source->format, "cache", "direct", 1, "file", "driver", source->driver,
                     "filename", source->path, "cache", "direct", 1, "aio", aio);
}

json_t *attach_device_arguments(const struct attachment *attachment) {
    json_t *arguments =
        json_pack("{s:s,s:s,s:s,s:s,s:s}", "driver", "virtio-blk-pci", "id", DEVICE, "bus",
                  GUEST_HOTPLUG_PORT, "drive", NODE, "serial", ATTACH_SERIAL);
    if (attachment->queues > 0)
        json_object_set_new(arguments, "num-queues", json_integer(attachment->queues));
    if (attachment->io_thread)
        json_object_set_new(arguments, "iothread", json_string(IO_THREAD));
    return arguments;
}

struct attachment attachment_of(const struct guest_spec *spec) {
    const int *level = spec->features.level;
    return (struct attachment){
        .queues = level[GUEST_QUEUES] == QUEUES_MULTI    ? spec->vcpus
                  : level[GUEST_QUEUES] == QUEUES_SINGLE ? 1
                                                         : 0,
        .io_thread = level[GUEST_IO_THREADS] == IO_THREADS_ON,
        .io_uring = level[GUEST_IO_THREADS] == IO_THREADS_ON,
    };
}

static int add_node(struct guest *guest, const struct attach_source *source, bool io_uring,
                    char *aio, struct error *err) {
    strcpy(aio, io_uring ? "io_uring" : "native");
    if (qmp_execute(guest->qmp, "blockdev-add", attach_node(source, aio), QMP_TIMEOUT_S, NULL,
                    err) == 0)
        return 0;
    return io_uring ? add_node(guest, source, false, aio, err) : -1;
}

int attach_disk(struct guest *guest, const struct attach_source *source,
                const struct attachment *attachment, char *aio, struct error *err) {
    if (attachment->io_thread &&
        qmp_execute(guest->qmp, "object-add",
                    json_pack("{s:s,s:s}", "qom-type", "iothread", "id", IO_THREAD), QMP_TIMEOUT_S,
                    NULL, err) < 0)
        return -1;
    if (add_node(guest, source, attachment->io_uring, aio, err) < 0)
        return -1;
    return qmp_execute(guest->qmp, "device_add", attach_device_arguments(attachment), QMP_TIMEOUT_S,
                       NULL, err);
}

/* What a guest has of a disk, in the order of removing: the list that names it, and the command
 * that takes its name. */
static const struct {
    const char *query, *path, *key, *name, *remove, *argument, *event;
} attached[] = {
    {"qom-list", "/machine/peripheral", "name", DEVICE, "device_del", "id", "DEVICE_DELETED"},
    {"query-named-block-nodes", NULL, "node-name", NODE, "blockdev-del", "node-name", NULL},
    {"query-iothreads", NULL, "id", IO_THREAD, "object-del", "id", NULL},
};

/* Has a list an entry whose `key` is `name`? */
static bool lists(const json_t *list, const char *key, const char *name) {
    size_t i;
    const json_t *entry;
    json_array_foreach(list, i, entry) {
        const char *value = json_string_value(json_object_get(entry, key));
        if (value && strcmp(value, name) == 0)
            return true;
    }
    return false;
}

int detach_disk(struct guest *guest, struct error *err) {
    for (size_t i = 0; i < sizeof attached / sizeof *attached; i++) {
        cleanup_json json_t *list = NULL;
        json_t *arguments = attached[i].path ? json_pack("{s:s}", "path", attached[i].path) : NULL;
        if (qmp_execute(guest->qmp, attached[i].query, arguments, QMP_TIMEOUT_S, &list, err) < 0)
            return -1;
        if (!lists(list, attached[i].key, attached[i].name))
            continue;
        json_t *named = json_pack("{s:s}", attached[i].argument, attached[i].name);
        if (qmp_execute_until(guest->qmp, attached[i].remove, named, attached[i].event,
                              attached[i].name,
                              attached[i].event ? LET_GO_TIMEOUT_S : QMP_TIMEOUT_S, err) < 0)
            return -1;
    }
    return 0;
}

static json_t *in_guest(struct guest *guest, const char *script, const char *directory,
                        struct error *err) {
    cleanup_free char *quoted = shell_quote(directory);
    cleanup_free char *command = NULL;
    if (!quoted || asprintf(&command, "directory=%s\n%s", quoted, script) < 0)
        return error_null(error_failed(err, "out of memory"));
    return remote_ask(&guest->ssh, command, SHELL_TIMEOUT_S, err);
}

int attach_mount(struct guest *guest, const char *directory, char *device, size_t size,
                 struct error *err) {
    static const char command[] =
        "device=/dev/disk/by-id/virtio-" ATTACH_SERIAL "\n"
        "end=$(($(date +%s) + 60))\n"
        "until [ -b $device ]; do\n"
        "    if [ $(date +%s) -gt $end ]; then echo $device does not appear >&2; exit 1; fi\n"
        "    sleep 0.05\n"
        "done\n"
        "mkdir -p \"$directory\" && mount -t ext4 -o " FILE_SYSTEM_OPTIONS
        " $device \"$directory\" &&\n"
        "    answer device && readlink -f $device";
    cleanup_json json_t *answers = in_guest(guest, command, directory, err);
    if (!answers)
        return -1;
    const char *name = json_string_value(json_object_get(answers, "device"));
    snprintf(device, size, "%s", name ? name : "");
    return 0;
}

int attach_unmount(struct guest *guest, const char *directory, struct error *err) {
    cleanup_json json_t *done =
        in_guest(guest, "! mountpoint -q \"$directory\" || umount \"$directory\"", directory, err);
    return done ? 0 : -1;
}
