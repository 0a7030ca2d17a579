/* guest_image.c - the image that guests boot: what vm/build-image made, or what the plan names. */
#include "base/project.h"
#include "common/cleanup.h"
#include "common/smallfile.h"
#include "disk_image.h"
#include "guest.h"
#include "host_kernel.h"

#include <string.h>

static char *below(const char *directory, const char *name) {
    char *path = NULL;
    return asprintf(&path, "%s/%s", directory, name) < 0 ? NULL : path;
}

int guest_image_find(const char *vm_build, struct guest_image *image, struct error *err) {
    *image = (struct guest_image){0};
    cleanup_free char *current = below(vm_build, "current");
    /* Resolved once: a rebuild during a run moves the link, not what it pointed to. */
    cleanup_free char *directory = current ? realpath(current, NULL) : NULL;
    cleanup_free char *append = directory ? below(directory, "append") : NULL;
    if (!directory || !append)
        return error_unavailable(err, "%s: there is no guest image; make one: sudo %s", vm_build,
                                 project_path("vm/build-image").text);
    *image = (struct guest_image){
        .disk = below(directory, "disk.img"),
        .format = strdup("raw"),
        .firmware = "none",
        .kernel = below(directory, "vmlinuz"),
        .initrd = below(directory, "initrd.img"),
        .append = small_file_read(append, err),
        .digest = strdup(strrchr(directory, '/') + 1),
    };
    const char *const needed[] = {image->disk, image->kernel, image->initrd, image->append};
    for (size_t i = 0; i < sizeof needed / sizeof needed[0]; i++) {
        bool is_file = i < 3;
        if (needed[i] && (!is_file || access(needed[i], R_OK) == 0))
            continue;
        guest_image_free(image);
        return error_unavailable(err,
                                 "%s: unusable guest image; remove it and make it again: "
                                 "sudo %s",
                                 directory, project_path("vm/build-image").text);
    }
    return 0;
}

int guest_image_unchanged(const char *vm_build, const char *digest, struct error *err) {
    struct guest_image image;
    if (guest_image_find(vm_build, &image, err) < 0)
        return -1;
    int status = 0;
    if (strcmp(image.digest, digest) != 0)
        status = error_failed(err,
                              "%s: the guest image has changed since the run began (%.12s... "
                              "instead of %.12s...); build that one again, or start a new run",
                              vm_build, image.digest, digest);
    guest_image_free(&image);
    return status;
}

int guest_image_probe(const char *vm_build, const struct plan_boot *boot, struct error *err) {
    struct guest_image image;
    if (boot && boot->image.path)
        return 0; /* looked into when the plan was made */
    if (guest_image_find(vm_build, &image, err) < 0)
        return -1;
    guest_image_free(&image);
    return 0;
}

static int open_disk(const char *vm_build, const struct plan_boot *boot, struct journal *journal,
                     struct guest_image *image, struct error *err) {
    struct disk_image disk;
    *image = (struct guest_image){0};
    if (disk_image_inspect(boot->image.path, !boot->kernel.path, &disk, err) < 0)
        return -1;
    image->firmware = disk.firmware;
    image->digest = strdup(boot->image.sha256);
    image->format = strdup(disk.compressed ? "raw" : disk.format);
    image->disk = disk.compressed
                      ? disk_unpacked(vm_build, boot->image.path, boot->image.sha256, journal, err)
                      : strdup(boot->image.path);
    return image->disk ? 0 : -1;
}

static char *command_line(const struct plan_boot *boot, const char *built) {
    char *line = NULL;
    int size = asprintf(&line, "%s%s%s%s", built ? built : "console=ttyS0 panic=-1",
                        boot->load_drivers ? " " GUEST_DRACUT_DRIVERS : "", boot->append ? " " : "",
                        boot->append ? boot->append : "");
    return size < 0 ? NULL : line;
}

/* The initrd is the given kernel's or there is none: another kernel's modules do not fit. */
static int use_kernel(const struct plan_boot *boot, struct guest_image *image, struct error *err) {
    char *line = command_line(boot, image->append);
    free(image->kernel);
    free(image->initrd);
    free(image->append);
    image->kernel = strdup(boot->kernel.path);
    image->initrd = boot->initrd.path ? strdup(boot->initrd.path) : NULL;
    image->append = line;
    image->load_drivers = boot->load_drivers;
    return line && image->kernel ? 0 : error_failed(err, "out of memory");
}

int guest_image_open(const char *vm_build, const struct plan_boot *boot, struct journal *journal,
                     struct guest_image *image, struct error *err) {
    int status = boot->image.path ? open_disk(vm_build, boot, journal, image, err)
                                  : guest_image_find(vm_build, image, err);
    if (status == 0 && boot->kernel.path)
        status = use_kernel(boot, image, err);
    if (status < 0)
        guest_image_free(image);
    return status;
}

void guest_image_free(struct guest_image *image) {
    free(image->disk);
    free(image->format);
    free(image->kernel);
    free(image->initrd);
    free(image->append);
    free(image->digest);
    *image = (struct guest_image){0};
}
