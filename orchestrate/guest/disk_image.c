/* disk_image.c - asks qemu-img what an image is, reads its first sectors, and unpacks it. */
#include "disk_image.h"

#include "base/durable.h"
#include "base/process.h"
#include "base/project.h"
#include "common/cleanup.h"
#include "firmware.h"

#include <errno.h>
#include <fcntl.h>
#include <jansson.h>
#include <limits.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

static json_t *ask(const char *verb, const char *format, const char *path, struct error *err) {
    const char *with_format[] = {"qemu-img", verb, "--output=json", "-f", format, path, NULL};
    const char *plain[] = {"qemu-img", verb, "--output=json", path, NULL};
    cleanup_free char *text = NULL;
    if (process_check(format ? with_format : plain, &text, err) < 0)
        return NULL;
    json_t *json = json_loads(text, 0, NULL);
    if (!json)
        error_failed(err, "qemu-img %s %s: no JSON", verb, path);
    return json;
}

static int whole_in_itself(const json_t *info, const char *path, struct error *err) {
    const json_t *data = json_object_get(json_object_get(info, "format-specific"), "data");
    const char *backing = json_string_value(json_object_get(info, "backing-filename"));
    const char *outside = json_string_value(json_object_get(data, "data-file"));
    if (backing || outside)
        return error_usage(err,
                           "%s: needs another file (%s), which its digest does not cover; make it "
                           "whole: qemu-img convert -O qcow2 %s whole.qcow2",
                           path, backing ? backing : outside, path);
    if (json_is_true(json_object_get(info, "encrypted")))
        return error_usage(err, "%s: is encrypted; decrypt it with qemu-img convert", path);
    return 0;
}

static int find_format(const char *path, struct disk_image *image, struct error *err) {
    cleanup_json json_t *info = ask("info", NULL, path, err);
    if (!info)
        return -1;
    const char *format = json_string_value(json_object_get(info, "format"));
    if (!format || (strcmp(format, "raw") != 0 && strcmp(format, "qcow2") != 0))
        return error_usage(err,
                           "%s: a %s image; convert it: qemu-img convert -O qcow2 %s image.qcow2",
                           path, format ? format : "nameless", path);
    image->format = format[0] == 'r' ? "raw" : "qcow2";
    if (image->format[0] == 'r')
        return 0;
    if (whole_in_itself(info, path, err) < 0)
        return -1;
    cleanup_json json_t *check = ask("check", "qcow2", path, err);
    if (!check)
        return -1;
    image->compressed = json_integer_value(json_object_get(check, "compressed-clusters")) > 0;
    return 0;
}

/* The first bytes of the disk within the image, by way of a file that has no name to be left
 * behind: qemu-img dd writes to files alone. */
static int read_head(const char *path, const char *format, unsigned char head[DISK_HEAD],
                     struct error *err) {
    cleanup_close int fd = memfd_create("vtx-head", MFD_CLOEXEC);
    if (fd < 0)
        return error_errno(err, "a file in memory for the first sectors of %s", path);
    struct path in = path_of("if=%s", path), out = path_of("of=/proc/%d/fd/%d", (int)getpid(), fd);
    const char *argv[] = {"qemu-img", "dd",       "-f",    format,   "-O", "raw",
                          "bs=4096",  "count=16", in.text, out.text, NULL};
    if (process_check(argv, NULL, err) < 0)
        return -1;
    memset(head, 0, DISK_HEAD);
    if (pread(fd, head, DISK_HEAD, 0) < 0)
        return error_errno(err, "the first sectors of %s", path);
    return 0;
}

/* A bare file system is disk enough for a kernel that is given. */
static bool has_file_system(const char *path, const char *format) {
    const char *argv[] = {"blkid", "-p", path, NULL};
    return strcmp(format, "raw") != 0 || process_check(argv, NULL, NULL) == 0;
}

int disk_image_inspect(const char *path, bool own_loader, struct disk_image *image,
                       struct error *err) {
    *image = (struct disk_image){0};
    cleanup_free unsigned char *head = malloc(DISK_HEAD);
    if (!head)
        return error_failed(err, "out of memory");
    if (find_format(path, image, err) < 0 || read_head(path, image->format, head, err) < 0)
        return -1;
    const char *firmware = disk_firmware(head);
    image->firmware = own_loader ? firmware : "none";
    if (firmware || (!own_loader && has_file_system(path, image->format)))
        return 0;
    return error_usage(err, "%s: no disk image: a file without partition table%s", path,
                       own_loader ? "; a bare file system needs --kernel FILE" : " or file system");
}

static int make_directory(const char *path, struct error *err) {
    return mkdir(path, 0755) < 0 && errno != EEXIST ? error_errno(err, "%s", path) : 0;
}

/* The bytes first, then the name: a copy under that name is taken for whole ever after. */
static int keep(const char *made, const char *kept, struct error *err) {
    cleanup_close int fd = open(made, O_RDONLY | O_CLOEXEC);
    if (fd < 0 || fsync(fd) < 0)
        return error_errno(err, "%s", made);
    if (rename(made, kept) < 0 || sync_directory_of(kept) < 0)
        return error_errno(err, "%s", kept);
    return 0;
}

static int convert(const char *from, const char *to, struct error *err) {
    const char *argv[] = {"qemu-img", "convert", "-f", "qcow2", "-O", "raw", from, to, NULL};
    return process_check(argv, NULL, err);
}

char *disk_unpacked(const char *vm_build, const char *path, const char *sha256,
                    struct journal *journal, struct error *err) {
    struct path directory = path_of("%s/unpacked", vm_build);
    struct path kept = path_of("%s/%s.img", directory.text, sha256);
    struct path part = path_of("%s/.%s-part", directory.text, journal_prefix(journal));
    struct path made = path_of("%s/disk.img", part.text);
    if (access(kept.text, R_OK) == 0)
        return strdup(kept.text);
    int id = -1;
    int status = make_directory(vm_build, err) < 0 || make_directory(directory.text, err) < 0 ||
                         journal_make_directory(journal, part.text, 0755, &id, err) < 0 ||
                         convert(path, made.text, err) < 0
                     ? -1
                     : 0;
    if (status == 0)
        status = keep(made.text, kept.text, err);
    if (id >= 0 && journal_undo(journal, id, status < 0 ? NULL : err) < 0)
        status = -1;
    if (status == 0)
        return strdup(kept.text);
    return error_null(error_wrap(err, "unpacking %s", path));
}
