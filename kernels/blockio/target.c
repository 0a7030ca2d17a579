/* target.c - opens the path with O_DIRECT where asked, chooses its size, and lays new files out. */
#include "target.h"

#include "common/cleanup.h"
#include "common/guard.h"
#include "common/layout.h"
#include "common/mount.h"
#include "common/units.h"

#include <errno.h>
#include <fcntl.h>
#include <inttypes.h>
#include <linux/fs.h>
#include <linux/magic.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <sys/file.h>
#include <sys/ioctl.h>
#include <sys/stat.h>
#include <sys/vfs.h>

static int open_device(const struct blockio_options *o, struct target *t, struct error *err) {
    bool allowed = o->destroy_data != NULL;
    if (blockio_write_percent(o) > 0 || allowed)
        t->fd = guard_open_device(o->path, o->direct, allowed, err);
    else if ((t->fd = open(o->path, O_RDONLY | O_CLOEXEC | (o->direct ? O_DIRECT : 0))) < 0)
        error_errno(err, "%s", o->path);
    if (t->fd < 0)
        return -1;
    t->device = true;
    return ioctl(t->fd, BLKGETSIZE64, &t->size) < 0 ? error_errno(err, "%s: its size", o->path) : 0;
}

static int refuse_direct(const char *path, const char *why, struct error *err) {
    return error_unavailable(err, "%s: %s; put the file elsewhere or pass --direct=0", path, why);
}

/* A file gets its name when all of it is written, so that a run that is killed before leaves none
 * that looks whole; what it leaves is taken by the next one. */
static int name_unfinished(const struct blockio_options *o, struct target *t, struct error *err) {
    int length = snprintf(t->unfinished, sizeof t->unfinished, "%s.unfinished", o->path);
    return length < (int)sizeof t->unfinished
               ? 0
               : error_usage(err, "%s: the name is too long", o->path);
}

/* Nobody else's: neither another user's nor another run's that lays it out at this moment. */
static int claim_unfinished(const struct target *t, struct error *err) {
    struct stat status, named;
    if (fstat(t->fd, &status) < 0)
        return error_errno(err, "%s", t->unfinished);
    if (status.st_uid != geteuid())
        return error_failed(err, "%s: is another user's; remove it", t->unfinished);
    /* Whoever had the lock until now may have given the file its name, and measures on it. */
    if (flock(t->fd, LOCK_EX | LOCK_NB) < 0 || stat(t->unfinished, &named) < 0 ||
        named.st_ino != status.st_ino)
        return error_failed(err, "%s: another blockio is laying it out; wait, or take another path",
                            t->unfinished);
    return ftruncate(t->fd, 0) < 0 ? error_errno(err, "%s", t->unfinished) : 0;
}

static int name_finished(const struct blockio_options *o, struct target *t, struct error *err) {
    if (t->unfinished[0] == '\0')
        return 0;
    int moved = renameat2(AT_FDCWD, t->unfinished, AT_FDCWD, o->path, RENAME_NOREPLACE);
    if (moved < 0 && errno == EINVAL) /* not every file system knows the flag */
        moved = rename(t->unfinished, o->path);
    if (moved < 0)
        return error_errno(err, "%s: giving it its name", o->path);
    t->unfinished[0] = '\0';
    flock(t->fd, LOCK_UN);
    return 0;
}

static int open_file(const struct blockio_options *o, struct target *t, struct error *err) {
    bool writes = blockio_write_percent(o) > 0 || t->made;
    int flags = (writes ? O_RDWR : O_RDONLY) | (t->made ? O_CREAT | O_NOFOLLOW : 0) | O_CLOEXEC;
    if (t->made && name_unfinished(o, t, err) < 0)
        return -1;
    const char *name = t->made ? t->unfinished : o->path;
    t->fd = open(name, flags | (o->direct ? O_DIRECT : 0), 0644);
    if (t->fd < 0 && errno == EINVAL && o->direct) {
        if (t->made)
            unlink(name); /* some file systems refuse only after they made it */
        return refuse_direct(o->path, "its file system refuses O_DIRECT", err);
    }
    if (t->fd < 0)
        return error_errno(err, "%s", name);
    if (t->made && claim_unfinished(t, err) < 0) {
        t->unfinished[0] = '\0'; /* not ours to remove */
        return -1;
    }

    struct stat status;
    struct statfs system;
    if (fstat(t->fd, &status) < 0 || fstatfs(t->fd, &system) < 0)
        return error_errno(err, "%s", o->path);
    /* Since Linux 6.6 tmpfs takes O_DIRECT, but has no device to pass on to. */
    if (o->direct && (system.f_type == TMPFS_MAGIC || system.f_type == RAMFS_MAGIC))
        return refuse_direct(o->path, "is in memory (tmpfs), which has no direct I/O", err);
    if (!mount_find(status.st_dev, &t->mount))
        t->mount = (struct mount){0};
    t->size = (uint64_t)status.st_size;
    return 0;
}

static int open_path(const struct blockio_options *o, struct target *t, struct error *err) {
    struct stat status;
    bool there = stat(o->path, &status) == 0;
    if (!there && errno != ENOENT)
        return error_errno(err, "%s", o->path);
    if (there && S_ISBLK(status.st_mode))
        return open_device(o, t, err);
    if (there && !S_ISREG(status.st_mode))
        return error_usage(err, "%s: is neither a file nor a block device", o->path);
    if (o->destroy_data)
        return error_usage(err, "--destroy-data=%s: is not a block device", o->destroy_data);
    if (!there && o->size == 0)
        return error_usage(err, "%s: is not there; --size says how large to make it", o->path);
    t->made = !there;
    return open_file(o, t, err);
}

/* What direct I/O demands of offsets and memory (statx(2), Linux 6.1), or a device's sector. */
static uint64_t alignment(const struct target *t) {
    struct statx facts;
    if (statx(t->fd, "", AT_EMPTY_PATH, STATX_DIOALIGN, &facts) == 0 &&
        facts.stx_mask & STATX_DIOALIGN && facts.stx_dio_offset_align > 0)
        return facts.stx_dio_offset_align;
    int sector;
    if (t->device && ioctl(t->fd, BLKSSZGET, &sector) == 0)
        return (uint64_t)sector;
    return 1;
}

/* Decides how much is used; a file may still have to grow to it. */
static int choose_size(const struct blockio_options *o, struct target *t, struct error *err) {
    char asked[32], there[32], block[32];
    uint64_t has = t->size, align = o->direct ? alignment(t) : 1;
    format_size(o->size, asked, sizeof asked);
    format_size(has, there, sizeof there);
    format_size(o->block, block, sizeof block);
    if (o->block % align != 0)
        return error_usage(err,
                           "--bs=%s: not a multiple of %" PRIu64
                           " bytes, as direct I/O on %s demands; or pass --direct=0",
                           block, align, o->path);
    bool grows = !t->device && (t->made || blockio_write_percent(o) > 0);
    if (o->size > has && !grows)
        return error_usage(err,
                           "%s: %s is smaller than --size=%s; a run that writes or a new file "
                           "would make it that large",
                           o->path, there, asked);
    t->size = o->size > 0 ? o->size : has / o->block * o->block;
    if (t->size == 0)
        return error_usage(err, "%s: %s holds not even one --bs=%s", o->path, there, block);
    return 0;
}

static int lay_out(const struct blockio_options *o, struct target *t, uint64_t has,
                   struct error *err) {
    bool writes = blockio_write_percent(o) > 0;
    if (!t->device && extents_examine(t->fd, t->size, &t->extents, err) < 0)
        return error_wrap(err, "%s", o->path);
    bool missing = has < t->size || (t->extents.known && t->extents.missing_bytes > 0);
    if (t->device)
        t->laid_out = o->destroy_data || (writes && o->verify);
    else
        t->laid_out = t->made || (writes && (o->verify || missing));
    if (!t->laid_out && !t->device && missing)
        return error_usage(err,
                           "%s: %" PRIu64 " bytes of it were never written, so reading them asks "
                           "no device; remove it, and a new one is laid out",
                           o->path, t->extents.missing_bytes);
    if (!t->laid_out)
        return 0;
    if (layout_write(t->fd, t->size, o->block, o->seed, !t->device, err) < 0 ||
        (!t->device && extents_examine(t->fd, t->size, &t->extents, err) < 0))
        return error_wrap(err, "%s: laying it out", o->path);
    return 0;
}

/* What is short of what was asked would only be in the way; somebody's file gets its length back.
 */
static void undo(const struct blockio_options *o, struct target *t, uint64_t had) {
    struct stat status;
    if (t->unfinished[0])
        unlink(t->unfinished);
    else if (!t->made && !t->device && fstat(t->fd, &status) == 0 &&
             (uint64_t)status.st_size > had && ftruncate(t->fd, (off_t)had) < 0)
        perror(o->path);
    close(t->fd);
}

int target_open(const struct blockio_options *o, struct target *t, struct error *err) {
    *t = (struct target){.fd = -1};
    signal(SIGXFSZ, SIG_IGN); /* beyond `ulimit -f` a write fails instead, and says why */
    int status = open_path(o, t, err);
    uint64_t has = t->size;
    if (status == 0)
        status = choose_size(o, t, err);
    if (status == 0)
        status = lay_out(o, t, has, err);
    if (status == 0)
        status = name_finished(o, t, err);
    if (status == 0)
        return 0;
    if (t->fd >= 0)
        undo(o, t, has);
    t->fd = -1;
    return -1;
}

void target_close(const struct blockio_options *o, struct target *t) {
    if (t->fd < 0)
        return;
    close(t->fd);
    t->fd = -1;
    if (t->made && o->remove)
        unlink(o->path);
}
