/* medium_make.c - a loop device, a device of the user's, or a directory, made into a medium. */
#include "medium_make.h"

#include "base/strays.h"
#include "common/cleanup.h"
#include "common/smallfile.h"
#include "common/units.h"
#include "solid_file.h"

#include <errno.h>
#include <fcntl.h>
#include <linux/fs.h>
#include <linux/loop.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/mount.h>
#include <sys/stat.h>

enum { TRIES = 16 };

static int open_backing(const char *file, struct error *err) {
    int fd = open(file, O_RDWR | O_DIRECT | O_CLOEXEC);
    if (fd < 0 && errno == EINVAL)
        fd = open(file, O_RDWR | O_CLOEXEC);
    return fd < 0 ? error_errno(err, "%s", file) : fd;
}

/* Which device is free next; another process may be faster. */
static int next_free(struct error *err) {
    cleanup_close int control = open("/dev/loop-control", O_RDWR | O_CLOEXEC);
    int number = control < 0 ? -1 : ioctl(control, LOOP_CTL_GET_FREE);
    if (number >= 0)
        return number;
    return error_unavailable(err,
                             "/dev/loop-control: %s; a medium in a file needs loop devices and "
                             "root; or measure on files: --medium=files:DIR",
                             strerror(errno));
}

/* 0, or -1 with errno. */
static int configure(int device, int backing, const char *file) {
    struct loop_config config = {.fd = (unsigned)backing};
    config.info.lo_flags = LO_FLAGS_DIRECT_IO;
    snprintf((char *)config.info.lo_file_name, LO_NAME_SIZE, "%s", file);
    return ioctl(device, LOOP_CONFIGURE, &config);
}

static int read_back(struct loop_device *loop, int device, struct error *err) {
    int sector;
    cleanup_free char *dio =
        small_file_readf(err, "/sys/block/%s/loop/dio", loop->path + strlen("/dev/"));
    if (!dio)
        return -1;
    loop->direct_io = strcmp(dio, "1") == 0;
    if (ioctl(device, BLKSSZGET, &sector) < 0)
        return error_errno(err, "%s: BLKSSZGET", loop->path);
    loop->sector_bytes = (uint64_t)sector;
    return 0;
}

int loop_attach(const char *file, struct journal *journal, struct loop_device *loop,
                struct error *err) {
    cleanup_close int backing = open_backing(file, err);
    if (backing < 0)
        return -1;
    loop->id = -1;
    for (int i = 0; i < TRIES; i++) {
        int number = next_free(err);
        if (number < 0)
            return -1;
        snprintf(loop->path, sizeof loop->path, "/dev/loop%d", number);
        loop->id = journal_add(journal, "loop", loop->path, file, err);
        if (loop->id < 0)
            return -1;
        cleanup_close int device = open(loop->path, O_RDWR | O_CLOEXEC);
        if (device >= 0 && configure(device, backing, file) == 0)
            return read_back(loop, device, err);
        int cause = errno;
        journal_undo(journal, loop->id, NULL);
        errno = cause;
        if (cause != EBUSY)
            return error_errno(err, "%s", loop->path);
    }
    return error_failed(err, "no loop device stays free for long enough to be taken");
}

static const uint64_t size_least = UINT64_C(16) << 20; /* room for ext4 and its journal */
static const uint64_t size_step = 4096;                /* its blocks */

enum thing { THING_FILE, THING_LOOP, THING_DIRECTORY, THING_BIND, THING_MOUNT };

static int check_size(uint64_t size, struct error *err) {
    char text[32], least[32];
    if (size >= size_least && size % size_step == 0)
        return 0;
    return error_usage(err, "%s: a medium has at least %s, in steps of 4k",
                       format_size(size, text, sizeof text),
                       format_size(size_least, least, sizeof least));
}

/* The directory on a disk where a medium is to be made, by its full path; free it. A restart would
 * leave the medium there. */
static char *place_of(const struct medium *medium, const struct medium_spec *spec,
                      struct error *err) {
    char *place = realpath(spec->path, NULL);
    if (!place)
        return error_null(error_errno(err, "%s", spec->path));
    if (strcmp(place, STRAYS_DIRECTORY) == 0 ||
        strays_note(medium->journal, STRAYS_DIRECTORY, place, err) == 0)
        return place;
    free(place);
    return NULL;
}

static int make_loop(struct medium *medium, const struct medium_spec *spec, struct error *err) {
    static int ordinal;
    char file[PATH_MAX];
    struct loop_device loop = {.id = -1};
    if (check_size(spec->size, err) < 0)
        return -1;
    cleanup_free char *parent = place_of(medium, spec, err);
    if (!parent)
        return -1;
    if (snprintf(file, sizeof file, "%s/%s-medium-%d.img", parent, journal_prefix(medium->journal),
                 ++ordinal) >= (int)sizeof file)
        return error_failed(err, "%s: too long a path", parent);
    medium->thing[THING_FILE] = solid_file_make(file, spec->size, medium->journal, err);
    if (medium->thing[THING_FILE] < 0)
        return -1;
    int attached = loop_attach(file, medium->journal, &loop, err);
    medium->thing[THING_LOOP] = loop.id;
    if (attached < 0)
        return -1;
    snprintf(medium->device, sizeof medium->device, "%s", loop.path);
    medium->facts = json_pack("{s:s,s:s,s:I,s:I,s:b}", "kind", "loop", "path", file, "size",
                              (json_int_t)spec->size, "sector_bytes", (json_int_t)loop.sector_bytes,
                              "direct_io", (int)loop.direct_io);
    if (!loop.direct_io)
        json_object_set_new(medium->facts, "direct_io_why",
                            json_string("the file system below the loop device refuses it: the "
                                        "host's page cache takes part"));
    snprintf(medium->file, sizeof medium->file, "%s", file);
    medium->size = spec->size;
    if (file_system_make(medium->device, spec->size, err) < 0)
        return -1;
    return solid_file_fill(file, spec->size, err);
}

/* Uses no more of the device than was asked for, since making a file system over all of a large
 * drive takes long. */
static int make_device(struct medium *medium, const struct medium_spec *spec, struct error *err) {
    uint64_t all;
    if (medium_look_at_device(spec, &all, err) < 0)
        return -1;
    uint64_t size = spec->size > 0 ? spec->size : all / size_step * size_step;
    if (check_size(size, err) < 0)
        return error_wrap(err, "%s", spec->path);
    snprintf(medium->device, sizeof medium->device, "%s", spec->path);
    medium->size = size;
    medium->facts =
        json_pack("{s:s,s:s,s:b,s:I,s:I}", "kind", "device", "path", spec->path, "direct_io", 1,
                  "size", (json_int_t)size, "device_bytes", (json_int_t)all);
    return file_system_make(spec->path, size, err);
}

/* The directory is in the journal before it is made. */
static int make_directory(struct medium *medium, const char *parent, struct error *err) {
    static int ordinal;
    if (snprintf(medium->directory, sizeof medium->directory, "%s/%s-medium-%d", parent,
                 journal_prefix(medium->journal), ++ordinal) >= (int)sizeof medium->directory)
        return error_failed(err, "%s: too long a path", parent);
    struct stat status;
    /* Looked for before it is in the journal: undoing must never remove what somebody else made. */
    if (lstat(medium->directory, &status) == 0)
        return error_failed(err, "%s: is there already, and not ours", medium->directory);
    return journal_make_directory(medium->journal, medium->directory, 0755,
                                  &medium->thing[THING_DIRECTORY], err);
}

/* Where the medium is to be mounted: below a mount that is shared, so that a daemon with mounts of
 * its own (container/with-daemon) sees it come and go, and does not hold it (mount_namespaces(7)).
 * The mount is listed once for all the times that it comes and goes: undoing what is not mounted is
 * nothing. */
static int make_mount_point(struct medium *medium, struct error *err) {
    static const char name[] = "/files";
    char *directory = medium->directory;
    if (make_directory(medium, journal_state_directory(), err) < 0)
        return -1;
    medium->thing[THING_BIND] = journal_add(medium->journal, "bind", directory, "", err);
    if (medium->thing[THING_BIND] < 0)
        return -1;
    if (mount(directory, directory, NULL, MS_BIND, NULL) < 0 ||
        mount(NULL, directory, NULL, MS_SHARED, NULL) < 0)
        return error_errno(err, "%s: a shared mount", directory);
    if (strlen(directory) + sizeof name > sizeof medium->directory)
        return error_failed(err, "%s: too long a path", directory);
    strcat(directory, name);
    if (mkdir(directory, 0755) < 0)
        return error_errno(err, "%s", directory);
    medium->thing[THING_MOUNT] =
        journal_add(medium->journal, "mount", directory, medium->device, err);
    return medium->thing[THING_MOUNT] < 0 ? -1 : 0;
}

static int make_in_directory(struct medium *medium, const struct medium_spec *spec,
                             struct error *err) {
    cleanup_free char *parent = place_of(medium, spec, err);
    if (!parent)
        return -1;
    medium->facts = json_pack("{s:s,s:s}", "kind", "directory", "path", parent);
    return make_directory(medium, parent, err);
}

int medium_make(struct medium *medium, const struct medium_spec *spec, struct error *err) {
    if (spec->kind == MEDIUM_DIRECTORY)
        return make_in_directory(medium, spec, err);
    if (medium_probe(spec->kind, err) < 0)
        return -1;
    int status =
        spec->kind == MEDIUM_LOOP ? make_loop(medium, spec, err) : make_device(medium, spec, err);
    if (status < 0 || make_mount_point(medium, err) < 0)
        return -1;
    cleanup_json json_t *mounted =
        json_pack("{s:s,s:s,s:o,s:s}", "device", medium->device, "file_system", "ext4", "mkfs",
                  file_system_make_options(), "mount_options", FILE_SYSTEM_OPTIONS);
    return json_object_update(medium->facts, mounted) < 0 ? error_failed(err, "out of memory") : 0;
}
